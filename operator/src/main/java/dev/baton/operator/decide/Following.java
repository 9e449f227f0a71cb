package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Ports;

/**
 * Tells every member but the leader whom to follow.
 *
 * <ol>
 *   <li>One that doesn't follow the record's leader in the record's epoch is told to, empty ones too: the leader seeds them.
 *   <li>One that does and has been without connection for a while is told again, while the leader leads: its address may have changed. Of one
 *       that leads no more nobody hears anything, however often told.
 *   <li>One that refused to discard committed data is left alone: a person must look.
 * </ol>
 *
 * <p>Keeps I3: only an epoch whose leader the record names is ever told.
 */
final class Following {
    private Following() {}

    static void decide(Situation now, Draft draft) {
        MemberSeen leader = now.leader();
        String address = leader == null ? null : leader.address();
        if (leader == null || address == null) {
            return;
        }
        for (MemberSeen member : now.others()) {
            MemberStatus answer = member.answer();
            if (answer == null || member.refused() || answer.state() == MemberState.STARTING) {
                continue;
            }
            if (answer.state() == MemberState.DIVERGED) {
                draft.report(
                        EventKind.MEMBER_DIVERGED,
                        member.name() + " refused to discard committed data and keeps it: " + answer.lastError());
                continue;
            }
            String reason = why(now, leader, answer);
            if (reason != null) {
                draft.tell(
                        member,
                        new ControlCommand.Follow(
                                now.epoch(), now.uid(), leader.name(), address, Ports.REPLICATION.number()),
                        reason);
                draft.wakeWithin(now.timing().busy());
            }
        }
    }

    private static @org.jspecify.annotations.Nullable String why(
            Situation now, MemberSeen leader, MemberStatus answer) {
        MemberStatus.Following following = answer.following();
        if (following == null || !following.epoch().equals(now.epoch())) {
            return leader.name() + " leads epoch " + now.epoch();
        }
        if (!following.leader().equals(leader.name())) {
            return "it follows " + following.leader() + ", and " + leader.name() + " leads epoch " + now.epoch();
        }
        boolean cutOff = !following.connected()
                && (answer.state() == MemberState.CONNECTING || answer.state() == MemberState.DAMAGED);
        return cutOff
                        && following.silenceMillis() >= now.timing().silence() / 2
                        && now.alive(leader)
                        && now.leading() != null
                ? "it has no connection to " + leader.name() + "; the address may have changed"
                : null;
    }
}
