package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.workload.Operation;
import dev.baton.workload.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteGapsTest {
    private static final WriteGaps GAPS = WriteGaps.of(List.of(
            ended(1.0, Outcome.OK),
            ended(1.1, Outcome.OK),
            ended(1.5, Outcome.UNKNOWN),
            ended(2.0, Outcome.REFUSED),
            ended(3.1, Outcome.OK),
            ended(3.0, Outcome.OK), // threads note what they saw in any order
            ended(3.5, Outcome.OK)));

    @Test
    void onlyWhatWasAcknowledgedEndsAGap() {
        assertThat(GAPS.longest(0, 10)).isCloseTo(1.9, within(1e-6));
    }

    @Test
    void aGapCountsWhenItReachesIntoTheTimeAskedFor() {
        assertThat(GAPS.longest(3.05, 10)).isCloseTo(0.4, within(1e-6));
        assertThat(GAPS.longest(2.9, 2.95)).isCloseTo(1.9, within(1e-6));
    }

    @Test
    void shortOnesAreNotSummedUp() {
        assertThat(GAPS.sum(0, 10, 0.2)).isCloseTo(1.9 + 0.4, within(1e-6));
    }

    @Test
    void aGapThatNeverEndedHasNoLength() {
        assertThat(GAPS.longest(4, 10)).isNaN();
        assertThat(GAPS.sum(4, 10, 0.2)).isNaN();
    }

    private static Operation ended(double seconds, Outcome outcome) {
        return new Operation("c", "i", Operation.APPEND, "k", "v", 0, Math.round(seconds * 1e9), outcome, "");
    }
}
