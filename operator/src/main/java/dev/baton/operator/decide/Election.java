package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import java.util.Objects;

/**
 * Takes an epoch from {@code Electing} to {@code Led}. Once begun it is finished by whoever sees it, never cancelled and never outbid.
 *
 * <ol>
 *   <li>{@code FENCE} to every member that hasn't answered it.
 *   <li>{@linkplain Fence Count} the answers. Too few: wait, and say who is missing; unless a person {@linkplain ForcedFailover gave up} what
 *       they hold.
 *   <li>Give the member a person asked for, and where only a proof of death makes the fence everyone, a moment to answer.
 *   <li>{@linkplain Candidates Choose} the greatest position.
 *   <li>Wait out the longest lease granted, unless the base leader answered or is proven dead.
 *   <li>Swap in {@code Led} with the winner and its incarnation, base kept.
 * </ol>
 *
 * <p>Keeps I1 (the swap is the only way to an epoch's leader), I3 (nobody is told an epoch that the record doesn't hold) and I5 (no lease of
 * an earlier epoch runs when the next leader may open).
 */
final class Election {
    private Election() {}

    static void decide(Situation now, Draft draft) {
        draft.wakeWithin(now.timing().busy());
        boolean somebodyAbout = false;
        for (MemberSeen member : now.members()) {
            if (now.fenceAnswer(member) == null) {
                draft.tell(
                        member,
                        new ControlCommand.Fence(now.epoch(), now.uid()),
                        "epoch " + now.epoch() + " is being elected");
                somebodyAbout |= now.alive(member);
            }
        }
        long age = now.seen().record().ageMillis();
        Fence fence = Fence.count(now, now.members());
        boolean forced = !fence.satisfied() && ForcedFailover.isAsked(now);
        if (forced && age < now.wish().leaseMillis()) {
            draft.judgement =
                    "electing epoch " + now.epoch() + " past the fence: a lease of the old leader may run for "
                            + (now.wish().leaseMillis() - age) + " ms";
            return;
        }
        if (!fence.satisfied() && !forced) {
            draft.waitingFor.addAll(fence.missing());
            draft.judgement =
                    "electing epoch " + now.epoch() + ": " + needed(now) + "; not yet answered: " + fence.missing();
            if (age >= now.timing().silence()) {
                draft.report(EventKind.WAITING_FOR_FENCE, draft.judgement);
            }
            return;
        }
        MemberSeen wanted = now.seen().member(now.wanted());
        boolean wantedAbout = wanted != null && now.fenceAnswer(wanted) == null && now.alive(wanted);
        if (age < now.timing().straggler() && (wantedAbout || fence.byDeathAlone() && somebodyAbout)) {
            draft.judgement = "electing epoch " + now.epoch() + ": waiting a moment for members about to answer";
            return;
        }
        if (!forced && isMixed(now)) {
            draft.stalled = "epoch " + now.epoch() + " replaces a lost record, and since then a member lost its data:"
                    + " restore that volume, or a person must say which copy is true";
            draft.report(EventKind.VOLUMES_MIXED, draft.stalled);
            return;
        }
        Candidates candidates = Candidates.of(now, forced);
        MemberSeen winner = candidates.winner();
        if (winner == null) {
            draft.judgement = "electing epoch " + now.epoch() + ": of those that answered none may lead now: "
                    + candidates.answers();
            if (age >= now.timing().silence()) {
                draft.report(EventKind.NO_CANDIDATE, draft.judgement);
            }
            return;
        }
        long grant = Fence.grantMillis(now);
        if (grant > 0) {
            draft.judgement =
                    "electing epoch " + now.epoch() + ": a lease of the old leader may run for " + grant + " ms";
            draft.wakeWithin(grant);
            return;
        }
        MemberStatus answer = Objects.requireNonNull(winner.answer());
        LeadershipRecord.Base base = now.record().base();
        MemberName from = base == null ? null : base.leader();
        String reason = winner.name() + " holds the greatest position, " + answer.position() + ", of "
                + candidates.answers().size() + " that answered"
                + (fence.mayMiss()
                        ? "; power took the leader and all its synchronous followers: acknowledged writes may be missing"
                        : "")
                + (forced
                        ? "; a person accepted the loss of what it lacks; not reached, and possibly serving still: "
                                + ForcedFailover.notReached(now)
                        : "");
        if (fence.mayMiss()) {
            draft.report(EventKind.WRITES_MAY_BE_MISSING, "epoch " + now.epoch() + ": " + reason);
        }
        draft.swap(
                forced
                        ? now.record().ledWithLoss(winner.name(), answer.incarnation())
                        : now.record().led(winner.name(), answer.incarnation()),
                reason);
        draft.report(
                forced ? EventKind.LOSS_ACCEPTED : EventKind.LEADER_CHOSEN, "epoch " + now.epoch() + ": " + reason);
        draft.add(new Action.Mark(
                Succession.chosen(now.epoch(), from, winner.name(), candidates.answers(), forced, fence.mayMiss()),
                Milestone.FENCED));
    }

    private static String needed(Situation now) {
        LeadershipRecord.Base base = now.record().base();
        if (base == null) {
            return "without an earlier leader on record, every member must answer";
        }
        if (base.rule().followers().isEmpty()) {
            return "epoch " + base.epoch() + " ran without synchronous followers, so " + base.leader()
                    + " itself must answer";
        }
        return base.leader() + " or " + base.rule().fenceSize() + " of "
                + base.rule().followers().keySet() + " must answer, with their recorded data";
    }

    /**
     * Whether, with no base, some members are empty and others hold data that was committed once. Data never committed is what an attempt at
     * the first start left behind, and nothing to worry about. One whose data were damaged held some.
     */
    private static boolean isMixed(Situation now) {
        if (now.record().base() != null) {
            return false;
        }
        boolean empty = false;
        boolean committed = false;
        for (MemberSeen member : now.members()) {
            MemberStatus answer = now.fenceAnswer(member);
            if (answer != null) {
                empty |= answer.position().isEmpty();
                committed |= answer.committed() > 0 || answer.state() == MemberState.DAMAGED;
            }
        }
        return empty && committed;
    }
}
