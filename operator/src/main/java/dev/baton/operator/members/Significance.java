package dev.baton.operator.members;

import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import dev.baton.protocol.QuorumRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a member's status a decision may turn on. Two statuses that agree in it need no new reconcile: offsets and ages change with every
 * write, so they are here only where something waits for them, and in classes.
 */
public record Significance(
        Incarnation incarnation,
        long instance,
        MemberState state,
        Promise promise,
        boolean fenced,
        boolean terminating,
        boolean canaryOld,
        @Nullable Position standing,
        @Nullable LeadingPart leading,
        @Nullable FollowingPart following,
        MemberStatus.@Nullable Cut lastCut,
        @Nullable MemberLimits limits,
        String lastError) {

    /** An age that makes a judge wonder, in milliseconds: half of what makes it judge. */
    static final long OLD_MILLIS = 1000;

    record LeadingPart(
            long epoch,
            boolean startSynced,
            boolean open,
            boolean leased,
            boolean paused,
            @Nullable QuorumRule rule,
            List<MemberStatus.Proposal> proposals,
            List<FollowerPart> followers) {}

    record FollowerPart(
            MemberName member, Incarnation incarnation, boolean connected, boolean silent, boolean hasStart) {}

    record FollowingPart(
            long epoch,
            MemberName leader,
            boolean connected,
            boolean caughtUp,
            boolean silent,
            boolean leaderCanaryOld,
            int seededTens) {}

    /** Whether a decision may turn on what is different between the two. */
    public static boolean differ(MemberStatus a, MemberStatus b) {
        return !of(a).equals(of(b));
    }

    static Significance of(MemberStatus status) {
        MemberStatus.Leading leading = status.leading();
        MemberStatus.Following following = status.following();
        return new Significance(
                status.incarnation(),
                status.instance(),
                status.state(),
                status.promise(),
                status.fenced(),
                status.terminating(),
                status.canaryMillis() >= OLD_MILLIS,
                status.fenced() ? status.position() : null,
                leading == null
                        ? null
                        : new LeadingPart(
                                leading.epoch().number(),
                                leading.startSynced(),
                                leading.open(),
                                leading.leaseMillis() > 0,
                                leading.pausedMillis() > 0,
                                leading.rule(),
                                leading.proposals(),
                                leading.followers().stream()
                                        .map(follower -> new FollowerPart(
                                                follower.member(),
                                                follower.incarnation(),
                                                follower.connected(),
                                                follower.silentMillis() >= OLD_MILLIS,
                                                follower.flushed() >= leading.startEnd()))
                                        .toList()),
                following == null
                        ? null
                        : new FollowingPart(
                                following.epoch().number(),
                                following.leader(),
                                following.connected(),
                                following.caughtUp(),
                                following.silenceMillis() >= OLD_MILLIS,
                                following.leaderCanaryMillis() >= OLD_MILLIS,
                                following.seededPercent() / 10),
                status.lastCut(),
                status.limits(),
                status.lastError());
    }
}
