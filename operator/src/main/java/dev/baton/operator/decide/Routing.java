package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberStatus;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Leads clients to the leader.
 *
 * <ol>
 *   <li>Once the record names a leader: make the leader Service select it, by one write and nothing else. It takes the nodes a part of a second
 *       to learn of it, in which the leader opens; a client that comes earlier is told that it isn't open yet.
 *   <li>Only once it is open label the pods with their roles: a write that follows another change reaches clients a second later.
 * </ol>
 *
 * <p>Keeps no invariant: safety never rests on routing.
 */
final class Routing {
    private Routing() {}

    /** Of a leader that may not be open yet. */
    static void toLeader(Situation now, Draft draft) {
        MemberSeen leader = now.leader();
        if (leader != null && !leader.name().equals(now.seen().routed())) {
            draft.add(new Action.RouteLeader(leader.name(), leader.name() + " is to lead epoch " + now.epoch()));
        }
    }

    static void decide(Situation now, Draft draft) {
        MemberSeen leader = now.leader();
        MemberStatus.Leading leading = now.leading();
        if (leader == null || leading == null || !leading.open()) {
            return;
        }
        if (!leader.name().equals(now.seen().routed())) {
            toLeader(now, draft);
            return;
        }
        SortedMap<MemberName, MemberRole> roles = new TreeMap<>();
        for (MemberSeen member : now.members()) {
            MemberRole role = member == leader ? MemberRole.LEADER : MemberRole.FOLLOWER;
            if (member.pod() != null && member.label() != role) {
                roles.put(member.name(), role);
            }
        }
        if (!roles.isEmpty()) {
            draft.add(new Action.LabelRoles(roles, leader.name() + " leads epoch " + now.epoch()));
        }
        if (roles.containsKey(leader.name())) {
            draft.add(new Action.Mark(Succession.reached(now.epoch(), leader.name()), Milestone.SERVING));
        }
    }
}
