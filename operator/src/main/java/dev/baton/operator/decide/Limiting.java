package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberStatus;

/**
 * Tells members the limits that the spec asks, without a restart. One that is too old to be told has them when its process starts next, as all
 * do. Keeps no invariant: what is acknowledged doesn't depend on them.
 */
final class Limiting {
    private Limiting() {}

    static void decide(Situation now, Draft draft) {
        MemberLimits asked = now.wish().limits();
        if (asked == null) {
            return;
        }
        for (MemberSeen member : now.members()) {
            MemberStatus answer = member.answer();
            if (answer != null
                    && now.alive(member)
                    // Its container may be smaller than what the limit is made for: the one that replaces it begins
                    // with it.
                    && !Rollout.isOutdated(member)
                    && answer.limits() != null
                    && !answer.limits().equals(asked)) {
                draft.tell(member, new ControlCommand.Limit(now.epoch(), asked), "the spec asks for " + asked);
                draft.wakeWithin(now.timing().busy());
            }
        }
    }
}
