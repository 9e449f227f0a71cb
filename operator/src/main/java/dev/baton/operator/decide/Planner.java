package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do next from what is seen, and from nothing else: any operator may take over at any step, and two at once are harmless.
 *
 * <ol>
 *   <li>No record, or one proven stale: {@link FirstElection}.
 *   <li>Electing: {@link Election} fences, chooses, swaps in Led.
 *   <li>Led: {@link Opening} makes it lead, chooses the rule, swaps in Open.
 *   <li>Open: {@link Judgement} of the leader, else a person's {@link Requests} and the {@link HandOver} of a leaving leader, else
 *       {@link RuleChange}, then {@link ScaleIn} and {@link Rollout}; then {@link Following}, {@link Limiting} and {@link Routing}.
 * </ol>
 *
 * <p>Keeps I7: every step is derived anew from the record and the members' answers, the record changes by compare-and-swap only and at most
 * once a plan, and nothing is told that a plan has only just decided. Thread-safe.
 */
public final class Planner {
    private final Timing timing;

    public Planner(Timing timing) {
        this.timing = timing;
    }

    public Plan plan(Observation seen) {
        Draft draft = new Draft(seen, timing);
        Requests.take(seen, draft);
        String lost = LostRecord.evidence(seen);
        LeadershipRecord record = seen.record().record();
        if (lost != null || record == null) {
            FirstElection.decide(seen, lost == null ? "there is no leadership record" : lost, timing, draft);
            Requests.refuse(seen, draft);
            return draft.finish(nobodyLeads(draft));
        }
        Situation now = new Situation(seen, record, timing);
        switch (record.phase()) {
            case ELECTING -> Election.decide(now, draft);
            case LED -> Opening.decide(now, draft);
            case OPEN -> Judgement.decide(now, draft);
        }
        Requests.decide(now, draft);
        if (record.phase() == Phase.OPEN && !draft.isDecided()) {
            HandOver.ofLeavingLeader(now, draft);
            if (!draft.isDecided()) {
                RuleChange.decide(now, draft);
            }
            if (!draft.isDecided()) {
                ScaleIn.decide(now, draft);
                Rollout.decide(now, draft);
            }
            Following.decide(now, draft);
            Limiting.decide(now, draft);
            Routing.decide(now, draft);
        }
        reportDiscarded(now, draft);
        return draft.finish(verdict(now, draft));
    }

    private static void reportDiscarded(Situation now, Draft draft) {
        for (MemberSeen member : now.members()) {
            MemberStatus answer = member.answer();
            MemberStatus.Cut cut = answer == null ? null : answer.lastCut();
            if (cut != null && cut.writes() > 0 && cut.epoch().equals(now.epoch())) {
                draft.report(
                        EventKind.WRITES_DISCARDED,
                        member.name() + " discarded " + cut.writes() + " writes that the leader of epoch " + cut.epoch()
                                + " does not have; they are kept in divergent/ on its volume");
            }
        }
    }

    private static Verdict nobodyLeads(Draft draft) {
        FailoverReadiness failover = new FailoverReadiness(false, FailoverReadiness.Reason.NO_LEADER, draft.judgement);
        return new Verdict(null, false, failover, draft.waitingFor, draft.judgement, draft.stalled);
    }

    private static Verdict verdict(Situation now, Draft draft) {
        MemberStatus.Leading leading = now.leading();
        MemberSeen leader = now.leader();
        boolean open = now.record().phase() == Phase.OPEN && leading != null && leading.open() && leader != null;
        MemberName name = open ? now.record().leader() : null;
        boolean available = open && leader != null && now.alive(leader) && accepts(now, leading);
        return new Verdict(name, available, Readiness.of(now), draft.waitingFor, draft.judgement, draft.stalled);
    }

    /** Whether a write would be acknowledged: every rule in force finds its followers connected. */
    private static boolean accepts(Situation now, MemberStatus.@Nullable Leading leading) {
        if (leading == null || now.record().base() == null) {
            return false;
        }
        if (!accepts(now.record().base().rule(), leading)) {
            return false;
        }
        return leading.proposals().stream().allMatch(proposal -> accepts(proposal.rule(), leading));
    }

    private static boolean accepts(QuorumRule rule, MemberStatus.Leading leading) {
        if (rule.commit() == CommitRule.ASYNCHRONOUS) {
            return leading.leaseMillis() > 0;
        }
        long connected = rule.followers().entrySet().stream()
                .filter(follower -> {
                    var progress = leading.follower(follower.getKey());
                    return progress != null
                            && progress.connected()
                            && progress.incarnation().equals(follower.getValue());
                })
                .count();
        return connected >= rule.required();
    }
}
