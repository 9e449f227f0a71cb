package dev.baton.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.workload.Verdict.Promise;
import dev.baton.workload.Violation.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AppendSetCheckerTest {
    private final List<Operation> history = new ArrayList<>();
    private long now;

    @Test
    void acknowledgedOnceAndInOrderIsGood() {
        append("ann", "a1", Outcome.OK);
        append("bob", "b1", Outcome.OK);
        append("ann", "a2", Outcome.OK);
        read("a1 b1");

        Verdict verdict = check("a1", "b1", "a2");

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.acknowledged()).isEqualTo(3);
        assertThat(verdict.reads()).isEqualTo(1);
    }

    @Test
    void unknownMayBeThereOrNot() {
        append("ann", "a1", Outcome.UNKNOWN);
        append("ann", "a2", Outcome.UNKNOWN);
        append("ann", "a3", Outcome.OK);

        Verdict verdict = check("a1", "a3");

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.unknown()).isEqualTo(2);
        assertThat(verdict.unknownKept()).isEqualTo(1);
    }

    @Test
    void unknownMayComeLateAsItNeverEnded() {
        append("ann", "a1", Outcome.UNKNOWN);
        append("ann", "a2", Outcome.OK);

        assertThat(check("a2", "a1").violations()).isEmpty();
    }

    @Test
    void acknowledgedAndMissingIsLost() {
        append("ann", "a1", Outcome.OK);
        Operation lost = append("ann", "a2", Outcome.OK);

        Verdict verdict = check("a1");

        assertThat(verdict.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.rule()).isEqualTo(Rule.ACKNOWLEDGED_IS_KEPT);
            assertThat(violation.operations()).containsExactly(lost);
            assertThat(violation.toString())
                    .contains("a2 was acknowledged and is not there")
                    .contains("\"id\":\"a2\"");
        });
        assertThat(verdict.lost()).isEqualTo(1);
    }

    @Test
    void aListThatIsGoneLosesAll() {
        append("ann", "a1", Outcome.OK);

        assertThat(AppendSetChecker.check(history, Map.of(), Promise.NOTHING_LOST)
                        .violationsOf(Rule.ACKNOWLEDGED_IS_KEPT))
                .hasSize(1);
    }

    @Test
    void lossIsCountedButForgivenWhereItIsAllowed() {
        append("ann", "a1", Outcome.OK);
        append("ann", "a2", Outcome.OK);
        read("a1 a2");

        Verdict verdict = AppendSetChecker.check(history, Map.of("list", List.of("a1")), Promise.LOSS_ALLOWED);

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.lost()).isEqualTo(1);
    }

    @Test
    void whatIsMissingIsExactlyWhatWasReportedDiscarded() {
        append("ann", "a1", Outcome.OK);
        append("ann", "a2", Outcome.OK);
        append("ann", "a3", Outcome.UNKNOWN);
        read("a1 a2");

        Verdict verdict = checkDiscarded(Set.of("a2", "a3", "of another run"), "a1");

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.lost()).isEqualTo(1);
    }

    @Test
    void missingAndNotReportedIsWrong() {
        append("ann", "a1", Outcome.OK);
        append("ann", "a2", Outcome.OK);
        append("ann", "a3", Outcome.UNKNOWN);
        read("a1 a2 a3");

        Verdict verdict = checkDiscarded(Set.of("a3"), "a1");

        assertThat(verdict.violationsOf(Rule.LOSS_IS_REPORTED))
                .singleElement()
                .satisfies(violation -> assertThat(violation.message()).contains("a2 was acknowledged"));
        assertThat(verdict.violationsOf(Rule.READ_IS_KEPT)).hasSize(1);
        assertThat(verdict.violations()).hasSize(2);
    }

    @Test
    void reportedAndThereIsWrong() {
        append("ann", "a1", Outcome.OK);

        assertThat(checkDiscarded(Set.of("a1"), "a1").violationsOf(Rule.DISCARDED_IS_GONE))
                .hasSize(1);
    }

    @Test
    void refusedAndReportedIsWrongSinceItRan() {
        append("ann", "a1", Outcome.REFUSED);

        assertThat(checkDiscarded(Set.of("a1")).violationsOf(Rule.REFUSED_IS_ABSENT))
                .hasSize(1);
    }

    @Test
    void twiceInAListIsWrong() {
        append("ann", "a1", Outcome.OK);

        assertThat(rulesBrokenBy("a1", "a1")).containsExactly(Rule.ONCE);
    }

    @Test
    void unknownAndTwiceIsWrong() {
        append("ann", "a1", Outcome.UNKNOWN);

        assertThat(rulesBrokenBy("a1", "a1")).containsExactly(Rule.ONCE);
    }

    @Test
    void inTwoListsIsWrong() {
        append("ann", "a1", Outcome.OK);

        Verdict verdict = AppendSetChecker.check(
                history, Map.of("list", List.of("a1"), "other", List.of("a1")), Promise.NOTHING_LOST);

        assertThat(verdict.violationsOf(Rule.ONCE)).hasSize(1);
        assertThat(verdict.violationsOf(Rule.NOTHING_INVENTED)).hasSize(1);
    }

    @Test
    void refusedAndThereIsWrong() {
        append("ann", "a1", Outcome.REFUSED);

        assertThat(rulesBrokenBy("a1")).containsExactly(Rule.REFUSED_IS_ABSENT);
    }

    @Test
    void neverSentAndThereIsWrong() {
        append("ann", "a1", Outcome.OK);

        assertThat(rulesBrokenBy("a1", "ghost")).containsExactly(Rule.NOTHING_INVENTED);
    }

    @Test
    void aClientsLaterAppendBeforeItsEarlierIsWrong() {
        Operation first = append("ann", "a1", Outcome.OK);
        Operation second = append("ann", "a2", Outcome.OK);

        Verdict verdict = check("a2", "a1");

        assertThat(verdict.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.rule()).isEqualTo(Rule.ORDER);
            assertThat(violation.message()).contains("by the same client");
            assertThat(violation.operations()).containsExactly(first, second);
        });
    }

    @Test
    void anotherClientsAppendCalledAfterAnAcknowledgementAndStandingBeforeItIsWrong() {
        append("ann", "a1", Outcome.OK);
        append("bob", "b1", Outcome.UNKNOWN);

        assertThat(rulesBrokenBy("b1", "a1")).containsExactly(Rule.ORDER);
    }

    @Test
    void appendsUnderWayTogetherMayStandEitherWay() {
        history.add(new Operation("ann", "a1", Operation.APPEND, "list", "a1", 10, 30, Outcome.OK, "1"));
        history.add(new Operation("bob", "b1", Operation.APPEND, "list", "b1", 20, 40, Outcome.OK, "2"));

        assertThat(check("b1", "a1").violations()).isEmpty();
        assertThat(check("a1", "b1").violations()).isEmpty();
    }

    @Test
    void aReadTakenBackIsWrong() {
        append("ann", "a1", Outcome.UNKNOWN);
        read("a1");

        assertThat(rulesBrokenBy()).containsExactly(Rule.READ_IS_KEPT);
    }

    @Test
    void aReadWithAGapIsWrong() {
        append("ann", "a1", Outcome.OK);
        append("ann", "a2", Outcome.OK);
        append("ann", "a3", Outcome.OK);
        read("a1 a3");

        assertThat(rulesBrokenBy("a1", "a2", "a3")).containsExactly(Rule.READ_IS_KEPT);
    }

    @Test
    void aReadOfSomethingRefusedIsWrongEvenWhereLossIsAllowed() {
        append("ann", "a1", Outcome.REFUSED);
        read("a1");

        assertThat(AppendSetChecker.check(history, Map.of(), Promise.LOSS_ALLOWED)
                        .violationsOf(Rule.READ_IS_KEPT))
                .hasSize(1);
    }

    @Test
    void aHistoryThatSendsAnElementTwiceCannotBeJudged() {
        append("ann", "a1", Outcome.UNKNOWN);
        append("ann", "a1", Outcome.OK);

        assertThatThrownBy(() -> check("a1")).hasMessageContaining("sends a1 twice");
    }

    private Operation append(String client, String element, Outcome outcome) {
        Operation operation =
                new Operation(client, element, Operation.APPEND, "list", element, now++, now++, outcome, null);
        history.add(operation);
        return operation;
    }

    private void read(String elements) {
        history.add(new Operation(
                "reader", "read" + now, Operation.READ, "list", null, now++, now++, Outcome.OK, elements));
    }

    private Verdict checkDiscarded(Set<String> discarded, String... elements) {
        return AppendSetChecker.check(history, Map.of("list", List.of(elements)), Promise.LOSS_ALLOWED, discarded);
    }

    private Verdict check(String... elements) {
        return AppendSetChecker.check(history, Map.of("list", List.of(elements)), Promise.NOTHING_LOST);
    }

    private List<Rule> rulesBrokenBy(String... elements) {
        return check(elements).violations().stream().map(Violation::rule).toList();
    }
}
