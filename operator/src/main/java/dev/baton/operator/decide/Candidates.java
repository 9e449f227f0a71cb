package dev.baton.operator.decide;

import dev.baton.operator.decide.Succession.Candidate;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who leads next, of those that answered {@code FENCE}.
 *
 * <ol>
 *   <li>Take those that still answer and hold data that may count. Before the first opening, and with all of them empty, empty ones will do;
 *       one whose data were damaged isn't empty, it lost something.
 *   <li>The greatest position wins, epoch first.
 *   <li>Equal ones: the member a person asked for; one that stays, whose pod needn't be replaced; the least left to apply; the name.
 *   <li>Where the living alone don't make the fence, the winner must hold as much as anyone who ever answered.
 * </ol>
 *
 * <p>Keeps I4: the winner's log reaches as far as that of every member of an accepted fence, one of which holds all acknowledged writes.
 *
 * @param winner null when nobody may lead
 * @param answers everyone who answered, for the history
 */
record Candidates(@Nullable MemberSeen winner, List<Candidate> answers) {

    /** @param pastTheFence whether a person gave up what those that don't answer hold */
    static Candidates of(Situation now, boolean pastTheFence) {
        boolean founding = now.record().base() == null
                && now.members().stream().allMatch(member -> {
                    MemberStatus answer = now.fenceAnswer(member);
                    return answer != null && answer.position().isEmpty() && answer.state() != MemberState.DAMAGED;
                });
        List<MemberSeen> living = new ArrayList<>();
        Position greatestEver = Position.EMPTY;
        for (MemberSeen member : now.members()) {
            MemberStatus answer = now.fenceAnswer(member);
            if (answer == null || !(Situation.isFit(answer) || founding)) {
                continue;
            }
            greatestEver = answer.position().compareTo(greatestEver) > 0 ? answer.position() : greatestEver;
            if (now.alive(member)) {
                living.add(member);
            }
        }
        MemberName wanted = now.wanted();
        MemberSeen best = living.stream()
                .max(Comparator.<MemberSeen, Position>comparing(
                                member -> answer(member).position())
                        .thenComparing(member -> member.name().equals(wanted))
                        .thenComparing(member -> !now.leaving(member))
                        .thenComparing(MemberSeen::inSpec)
                        .thenComparing(member -> !Rollout.isOutdated(member))
                        .thenComparing(member ->
                                answer(member).applied() - answer(member).end().offset())
                        .thenComparing(MemberSeen::name, Comparator.reverseOrder()))
                .orElse(null);
        boolean livingSuffice = pastTheFence || Fence.count(now, living).satisfied();
        if (best != null && !livingSuffice && answer(best).position().compareTo(greatestEver) < 0) {
            best = null; // the one that holds more has gone silent since: it may hold what only it acknowledged
        }
        return new Candidates(best, verdicts(now, best));
    }

    private static MemberStatus answer(MemberSeen member) {
        return java.util.Objects.requireNonNull(member.answer());
    }

    private static List<Candidate> verdicts(Situation now, @Nullable MemberSeen winner) {
        List<Candidate> verdicts = new ArrayList<>();
        for (MemberSeen member : now.members()) {
            MemberStatus answer = now.fenceAnswer(member);
            if (answer != null) {
                verdicts.add(new Candidate(member.name(), answer.position(), verdict(member, answer, winner)));
            }
        }
        return verdicts;
    }

    private static Candidate.Verdict verdict(MemberSeen member, MemberStatus answer, @Nullable MemberSeen winner) {
        if (winner != null && member.name().equals(winner.name())) {
            return Candidate.Verdict.CHOSEN;
        }
        if (answer.state() == MemberState.DAMAGED) {
            return Candidate.Verdict.DAMAGED;
        }
        if (answer.state() == MemberState.DIVERGED) {
            return Candidate.Verdict.DIVERGED;
        }
        if (answer.position().isEmpty()) {
            return Candidate.Verdict.EMPTY;
        }
        return winner != null && answer(winner).position().compareTo(answer.position()) > 0
                ? Candidate.Verdict.BEHIND
                : Candidate.Verdict.EQUAL;
    }
}
