package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatus.FollowerProgress;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hands a healthy leader's place to a follower, without loss and without an error at any client.
 *
 * <ol>
 *   <li>Hold writes back ({@code PAUSE}): that ends by itself on the leader's clock, whoever dies.
 *   <li>The leader is quiet and the target holds its exact end, both by the leader's own account at one moment: swap in the next epoch. From
 *       there it is an election like any other; the old leader's answer to {@code FENCE} is its consent, so no lease is waited for.
 * </ol>
 *
 * <p>Keeps I3 (finding F16): the answer to {@code PAUSE} permits nothing, and after the swap there is no way back to the old epoch.
 */
final class HandOver {
    /** How far one look at it has come. */
    enum Step {
        /** Writes are not held back now. */
        NOT_PAUSED,
        /** Held back; the target doesn't hold the end yet. */
        WAITING,
        /** The target holds the leader's end. */
        LEVEL
    }

    private HandOver() {}

    static Step look(Situation now, MemberName target) {
        MemberSeen leader = now.leader();
        MemberStatus answer = leader == null ? null : leader.answer();
        MemberStatus.Leading leading = now.leading();
        if (leader == null || answer == null || leading == null || leading.pausedMillis() <= now.ageMillis(leader)) {
            return Step.NOT_PAUSED;
        }
        FollowerProgress progress = leading.follower(target);
        MemberSeen member = now.seen().member(target);
        MemberStatus targets = member == null ? null : member.answer();
        boolean level = progress != null
                && targets != null
                && progress.connected()
                && progress.incarnation().equals(targets.incarnation())
                && answer.position().equals(answer.end())
                && progress.flushed() >= answer.end().offset();
        return level ? Step.LEVEL : Step.WAITING;
    }

    static void pause(Situation now, MemberSeen leader, MemberStatus.Leading leading, MemberName target, Draft draft) {
        draft.tell(
                leader,
                new ControlCommand.Pause(
                        now.epoch(), nextPause(leading), now.timing().pause()),
                "writes wait while " + target + " takes over");
        draft.wakeWithin(now.timing().busy());
    }

    /** No pause decided on what was seen of this leader so far has a greater number. */
    static long nextPause(MemberStatus.Leading leading) {
        return leading.pauses() + 1;
    }

    static void begin(
            Situation now, MemberName target, Succession.Cause cause, String reason, String askedBy, Draft draft) {
        Judgement.begin(
                now,
                draft,
                Succession.Type.SWITCHOVER,
                cause,
                new TreeSet<>(java.util.Set.of(askedBy)),
                reason + ": " + target + " holds the leader's end");
        draft.report(EventKind.SWITCHOVER_STARTED, now.record().leader() + " hands over to " + target + ": " + reason);
    }

    /** Why this member couldn't take over now; null when it could. */
    static @Nullable String unfit(Situation now, MemberSeen member) {
        MemberStatus answer = member.answer();
        MemberStatus.Leading leading = now.leading();
        FollowerProgress progress = leading == null ? null : leading.follower(member.name());
        if (answer == null || !now.alive(member)) {
            return member.name() + " doesn't answer";
        }
        if (answer.state() != MemberState.STREAMING
                || progress == null
                || !progress.connected()
                || answer.following() == null
                || !answer.following().epoch().equals(now.epoch())) {
            return member.name() + " is " + answer.state().label() + ", not Streaming";
        }
        if (answer.following().lagMillis() > now.timing().targetLag()) {
            return member.name() + " is " + answer.following().lagMillis() + " ms behind";
        }
        return now.leaving(member) ? member.name() + " is about to end" : null;
    }

    /** The follower best fit to take over; null for none. */
    static @Nullable MemberSeen best(Situation now) {
        return now.others().stream()
                .filter(member -> unfit(now, member) == null)
                .max(Comparator.comparing(MemberSeen::inSpec)
                        .thenComparing(member -> isInRule(now, member))
                        .thenComparing(member -> -lag(member))
                        .thenComparing(MemberSeen::name, Comparator.reverseOrder()))
                .orElse(null);
    }

    private static boolean isInRule(Situation now, MemberSeen member) {
        return now.record().base() != null
                && now.record().base().rule().followers().containsKey(member.name());
    }

    private static long lag(MemberSeen member) {
        MemberStatus answer = member.answer();
        return answer == null || answer.following() == null
                ? 0
                : answer.following().lagBytes();
    }

    /**
     * An open leader that is to go, since its pod is deleted or evicted, is to be replaced, or is beyond the spec's replicas, goes on until
     * somebody else leads.
     */
    static void ofLeavingLeader(Situation now, Draft draft) {
        MemberSeen leader = now.leader();
        MemberStatus.Leading leading = now.leading();
        if (leader == null
                || leading == null
                || !leading.open()
                || !now.alive(leader)
                || now.seen().paused()
                || now.running() != null) {
            return;
        }
        Leaving why = whyItLeaves(now, leader);
        if (why == null || now.members().size() == 1) {
            return;
        }
        draft.wakeWithin(now.timing().busy());
        MemberSeen target = best(now);
        if (target == null) {
            draft.judgement = leader.name() + " " + why.words() + ", and no follower is level enough to take over";
            return;
        }
        switch (look(now, target.name())) {
            case NOT_PAUSED -> pause(now, leader, leading, target.name(), draft);
            case WAITING -> draft.waitFor(target.name());
            case LEVEL -> begin(now, target.name(), why.cause(), leader.name() + " " + why.words(), "operator", draft);
        }
    }

    /** Why a leader is to go. */
    private record Leaving(Succession.Cause cause, String words) {}

    private static @Nullable Leaving whyItLeaves(Situation now, MemberSeen leader) {
        String disruption = leader.pod() == null ? null : leader.pod().disruption();
        if (disruption != null) {
            return new Leaving(Succession.Cause.LEADER_LEAVING, "is about to end: " + disruption);
        }
        if (now.leaving(leader)) {
            return new Leaving(Succession.Cause.LEADER_LEAVING, "is about to end");
        }
        if (!leader.inSpec()) {
            return new Leaving(Succession.Cause.LEADER_LEAVING, "is beyond spec.replicas");
        }
        MemberSeen outdated = Rollout.next(now);
        return outdated != null && outdated.name().equals(leader.name())
                ? new Leaving(Succession.Cause.ROLLOUT, "doesn't run as the spec asks")
                : null;
    }
}
