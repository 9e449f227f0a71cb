package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.LeadershipRecord.Base;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatus.Proposal;
import dev.baton.protocol.QuorumRule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an open leader's rule as the wish and the followers' state ask.
 *
 * <ol>
 *   <li>The leader doesn't know the record's rule yet: tell it. The first telling opens it.
 *   <li>The rule it {@linkplain QuorumChoice#whileOpen should have} says what the present one says, and nothing is proposed: done.
 *   <li>It was proposed and is confirmed: swap it in; the next plan tells it.
 *   <li>It was proposed alone: wait. It wasn't: propose it as n+1.
 *   <li>Something else was proposed, by another operator or before things changed: it may never be confirmed and holds writes up until
 *       then, so withdraw it by swapping in the present content, or the one wanted if that is confirmed, under a number as high.
 * </ol>
 *
 * <p>Keeps I9 and finding F2: the leader requires a rule from its proposal on, and drops one only when told that the record holds a later one.
 */
final class RuleChange {
    private RuleChange() {}

    static void decide(Situation now, Draft draft) {
        MemberSeen leader = now.leader();
        MemberStatus.Leading leading = now.leading();
        if (leader == null || leading == null || !now.alive(leader)) {
            return;
        }
        Base base = Objects.requireNonNull(now.record().base());
        QuorumRule present = base.rule();
        QuorumRule told = leading.rule();
        if (told == null || told.number() < present.number() || !leading.open()) {
            draft.tell(
                    leader, new ControlCommand.Rule(now.epoch(), present), "the record holds rule " + present.number());
            draft.wakeWithin(now.timing().busy());
            return;
        }
        if (leading.pausedMillis() > 0) {
            return; // a switchover holds writes back: what changes now would only delay it
        }
        QuorumRule better = QuorumChoice.whileOpen(now, leading, present);
        boolean same = better.sameContent(present);
        int highest = present.number();
        boolean others = false;
        Proposal proposed = null;
        for (Proposal proposal : leading.proposals()) {
            if (proposal.rule().number() <= present.number()) {
                continue; // it is dropped with the telling
            }
            highest = Math.max(highest, proposal.rule().number());
            if (!same && proposal.rule().sameContent(better)) {
                proposed = proposed != null && proposed.confirmed() ? proposed : proposal;
            } else {
                others = true;
            }
        }
        if (same && !others) {
            return;
        }
        draft.wakeWithin(now.timing().busy());
        if (proposed != null && proposed.confirmed()) {
            swap(now, draft, better.numbered(highest), "followers hold what the leader acknowledged");
        } else if (others) {
            swap(now, draft, present.numbered(highest), "withdraws what was proposed as rule " + highest);
        } else if (proposed == null) {
            draft.tell(leader, new ControlCommand.Propose(now.epoch(), better), describe(better, present));
        } else {
            better.followers().keySet().forEach(draft::waitFor);
        }
    }

    private static void swap(Situation now, Draft draft, QuorumRule rule, String reason) {
        draft.swap(now.record().open(rule), "rule " + rule.number() + ": " + reason);
        draft.report(
                EventKind.RULE_CHANGED,
                "synchronous followers of epoch " + now.epoch() + ": "
                        + rule.followers().keySet() + " (rule " + rule.number() + "): " + reason);
    }

    private static String describe(QuorumRule better, @Nullable QuorumRule present) {
        return "followers " + (present == null ? "" : present.followers().keySet() + " -> ")
                + better.followers().keySet();
    }
}
