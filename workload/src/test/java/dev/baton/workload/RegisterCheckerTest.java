package dev.baton.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.workload.Violation.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegisterCheckerTest {
    private final List<Operation> history = new ArrayList<>();

    @Test
    void oneAfterTheOtherIsGood() {
        get(0, 1, null);
        set(2, 3, "a", Outcome.OK);
        get(4, 5, "a");
        set(6, 7, "b", Outcome.OK);
        get(8, 9, "b");

        assertThat(check().holds()).isTrue();
        assertThat(check().sets()).isEqualTo(2);
        assertThat(check().gets()).isEqualTo(3);
    }

    @Test
    void atOnceTheyMayBeInEitherOrder() {
        set(0, 10, "a", Outcome.OK);
        set(0, 10, "b", Outcome.OK);
        get(11, 12, "a");

        assertThat(check().holds()).isTrue();
    }

    @Test
    void aReadDuringASetMaySeeItOrNot() {
        set(0, 10, "a", Outcome.OK);
        get(1, 2, null);
        get(3, 4, "a");

        assertThat(check().holds()).isTrue();
    }

    @Test
    void onceSeenDuringASetItStays() {
        set(0, 10, "a", Outcome.OK);
        get(1, 2, "a");
        get(3, 4, null);

        assertThat(violation()).isEqualTo(Rule.LINEARIZABLE);
    }

    @Test
    void anAcknowledgedSetThatIsMissingIsFoundAndShownWithoutTheRest() {
        for (int i = 0; i < 100; i++) {
            set(10 * i, 10 * i + 5, "v" + i, Outcome.OK);
            get(10 * i + 6, 10 * i + 8, "v" + i);
        }
        Operation kept = set(1000, 1010, "kept", Outcome.OK);
        Operation lost = set(1020, 1030, "lost", Outcome.OK);
        Operation stale = get(1040, 1050, "kept");

        assertThat(check().violations()).singleElement().satisfies(violation -> {
            assertThat(violation.rule()).isEqualTo(Rule.LINEARIZABLE);
            assertThat(violation.key()).isEqualTo("register");
            assertThat(violation.operations()).containsExactly(kept, lost, stale);
            assertThat(violation.message().lines().skip(1))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("|==========").contains("SET kept"),
                            line -> assertThat(line).contains("0.020..0.030 ms").contains("SET lost"),
                            line -> assertThat(line).contains("==|").contains("GET returns kept"));
        });
    }

    @Test
    void unknownMayTakePlaceLongAfterTheClientGaveUp() {
        set(0, 5, "late", Outcome.UNKNOWN);
        set(10, 15, "b", Outcome.OK);
        get(20, 25, "b");
        get(30, 35, "late");
        get(40, 45, "late");

        assertThat(check().holds()).isTrue();
    }

    @Test
    void unknownMayNeverTakePlace() {
        set(0, 5, "never", Outcome.UNKNOWN);
        get(10, 15, null);

        assertThat(check().holds()).isTrue();
        assertThat(check().unknown()).isEqualTo(1);
    }

    @Test
    void unknownTakesPlaceOnceAtMost() {
        set(0, 5, "once", Outcome.UNKNOWN);
        set(10, 15, "b", Outcome.OK);
        get(20, 25, "once");
        set(30, 35, "c", Outcome.OK);
        get(40, 45, "once");

        assertThat(violation()).isEqualTo(Rule.LINEARIZABLE);
    }

    @Test
    void refusedNeverTookEffect() {
        set(0, 5, "refused", Outcome.REFUSED);
        get(10, 15, "refused");

        assertThat(violation()).isEqualTo(Rule.REFUSED_IS_ABSENT);
    }

    @Test
    void whatWasNeverSentOrNotYetIsInvented() {
        get(0, 5, "nobody's");
        assertThat(violation()).isEqualTo(Rule.NOTHING_INVENTED);

        history.clear();
        get(0, 5, "a");
        set(6, 10, "a", Outcome.OK);
        assertThat(violation()).isEqualTo(Rule.NOTHING_INVENTED);
    }

    @Test
    void aFollowerMayBeBehind() {
        set(0, 5, "a", Outcome.OK);
        set(10, 15, "b", Outcome.OK);
        ofFollower(20, 25, "a");
        ofFollower(30, 35, null);
        get(40, 45, "b");

        assertThat(check().holds()).isTrue();
        assertThat(check().followerGets()).isEqualTo(2);
    }

    @Test
    void whatAFollowerShowedWasCommitted() {
        set(0, 100, "a", Outcome.UNKNOWN);
        ofFollower(10, 20, "a");
        get(30, 40, null);

        assertThat(violation()).as("shown, and taken back").isEqualTo(Rule.LINEARIZABLE);
    }

    @Test
    void registersAreJudgedApartAndListsPassedOver() {
        set(0, 5, "a", Outcome.OK);
        history.add(new Operation("c", "x", Operation.SET, "other", "a", 0, 5, Outcome.OK, "OK"));
        history.add(new Operation("c", "y", Operation.APPEND, "list", "a", 0, 5, Outcome.OK, "1"));
        get(10, 15, null);

        assertThat(check().registers()).isEqualTo(2);
        assertThat(check().violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.key()).isEqualTo("register"));
    }

    @Test
    void aHistoryThatWritesAValueTwiceIsNotJudged() {
        set(0, 5, "a", Outcome.OK);
        set(6, 7, "a", Outcome.OK);

        assertThatThrownBy(this::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }

    private RegisterVerdict check() {
        return RegisterChecker.check(history);
    }

    private Rule violation() {
        return check().violations().getFirst().rule();
    }

    private Operation set(long call, long end, String value, Outcome outcome) {
        return add(call, end, Operation.SET, value, outcome, outcome == Outcome.OK ? "OK" : "time-out");
    }

    private Operation get(long call, long end, @Nullable String result) {
        return add(call, end, Operation.GET, null, Outcome.OK, result);
    }

    private void ofFollower(long call, long end, @Nullable String result) {
        add(call, end, Operation.FOLLOWER_GET, null, Outcome.OK, result);
    }

    /** Times in microseconds. */
    private Operation add(
            long call, long end, String op, @Nullable String value, Outcome outcome, @Nullable String result) {
        String id = "o" + history.size();
        Operation operation =
                new Operation("c" + id, id, op, "register", value, call * 1000, end * 1000, outcome, result);
        history.add(operation);
        return operation;
    }
}
