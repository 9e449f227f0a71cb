package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberStatus;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Leads clients to the open leader.
 *
 * <ol>
 *   <li>Once the record is Open and the leader says it is, too: make the leader Service select it, by one write and nothing else.
 *   <li>Only afterwards label the pods with their roles: a write that follows another change reaches clients a second later.
 * </ol>
 *
 * <p>Keeps no invariant: safety never rests on routing.
 */
final class Routing {
    private Routing() {}

    static void decide(Situation now, Draft draft) {
        MemberSeen leader = now.leader();
        MemberStatus.Leading leading = now.leading();
        if (leader == null || leading == null || !leading.open()) {
            return;
        }
        if (!leader.name().equals(now.seen().routed())) {
            draft.add(new Action.RouteLeader(leader.name(), leader.name() + " is open in epoch " + now.epoch()));
            draft.add(new Action.Mark(Succession.reached(now.epoch(), leader.name()), Milestone.SERVING));
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
    }
}
