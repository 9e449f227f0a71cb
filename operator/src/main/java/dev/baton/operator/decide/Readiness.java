package dev.baton.operator.decide;

import dev.baton.operator.decide.FailoverReadiness.Reason;
import dev.baton.operator.observe.Wish.Mode;
import dev.baton.protocol.LeadershipRecord;

/**
 * Answers whether the leader could be lost now: with the formula the fence will be counted by (finding L4), not with a count of pods.
 */
final class Readiness {
    private Readiness() {}

    static FailoverReadiness of(Situation now) {
        if (now.record().phase() != LeadershipRecord.Phase.OPEN || now.record().base() == null) {
            return new FailoverReadiness(false, Reason.NO_LEADER, "epoch " + now.epoch() + " has no open leader");
        }
        if (now.seen().members().size() == 1) {
            return new FailoverReadiness(false, Reason.SINGLE_MEMBER, "there is a single member");
        }
        String missing = Reach.missingForFence(now);
        if (missing != null) {
            boolean alone = now.record().base().rule().followers().isEmpty();
            return new FailoverReadiness(false, alone ? Reason.GONE_ALONE : Reason.FENCE_TOO_SMALL, missing);
        }
        Long maxLag = now.wish().maxLagBytes();
        if (now.wish().mode() == Mode.ASYNCHRONOUS && maxLag != null && Reach.leastLagBytes(now) > maxLag) {
            return new FailoverReadiness(
                    false, Reason.TOO_FAR_BEHIND, "every follower is further behind than spec.failover.maxLag");
        }
        return new FailoverReadiness(
                true,
                Reason.READY,
                "followers that hold all acknowledged writes answer: "
                        + now.record().base().rule().followers().keySet());
    }
}
