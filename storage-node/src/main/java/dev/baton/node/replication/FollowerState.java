package dev.baton.node.replication;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.QuorumRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A follower as its leader knows it, for one incarnation. */
final class FollowerState {
    static final long NO_LINK = -1;

    enum Flow {
        /** Connected, not yet told from where. */
        GREETED,
        STREAMING,
        /** Cutting its log or being seeded; it says Hello again. */
        AWAY
    }

    final MemberName member;
    final Incarnation incarnation;
    long link = NO_LINK;
    Flow flow = Flow.AWAY;
    long sent;
    boolean sending;
    long received;
    /** The log is kept for it from here on, also while it is away; {@link Long#MAX_VALUE} when it needs none. */
    long needed = Long.MAX_VALUE;

    long flushed;
    long applied;
    long grantedFor = Long.MIN_VALUE;
    /** Its last message. */
    long lastHeard;
    /** The last that came on its link, if only a part of a message. */
    long lastSign;

    long lastBeat;
    /** It came back below what it had acknowledged as synced: its disk forgot (finding F14). It never counts again in this epoch. */
    boolean distrusted;

    FollowerState(MemberName member, Incarnation incarnation) {
        this.member = member;
        this.incarnation = incarnation;
    }

    void heard(long now) {
        lastHeard = now;
        lastSign = now;
    }

    boolean connected() {
        return link != NO_LINK;
    }

    static long held(
            Map<MemberName, FollowerState> followers, Map.Entry<MemberName, Incarnation> who, Acknowledge acknowledge) {
        @Nullable FollowerState follower = counted(followers, who);
        if (follower == null) {
            return Long.MIN_VALUE;
        }
        return acknowledge == Acknowledge.FLUSHED ? follower.flushed : follower.received;
    }

    static long granted(Map<MemberName, FollowerState> followers, Map.Entry<MemberName, Incarnation> who) {
        @Nullable FollowerState follower = counted(followers, who);
        return follower == null ? Long.MIN_VALUE : follower.grantedFor;
    }

    /** The offset that {@code k} of the rule's followers hold. */
    static long agreed(Map<MemberName, FollowerState> followers, QuorumRule rule) {
        return rule.agreed(who -> held(followers, who, rule.acknowledge()));
    }

    /** A member with another incarnation than the rule's counts for nothing (invariant I6). */
    private static @Nullable FollowerState counted(
            Map<MemberName, FollowerState> followers, Map.Entry<MemberName, Incarnation> who) {
        FollowerState follower = followers.get(who.getKey());
        return follower == null || follower.distrusted || !follower.incarnation.equals(who.getValue())
                ? null
                : follower;
    }
}
