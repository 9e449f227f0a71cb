package dev.baton.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Identity FIRST = new Identity("orders-0", 1, true);
    private static final Identity SECOND = new Identity("orders-1", 2, true);

    private final Tally tally = new Tally("run");

    @Test
    void aGapIsTheTimeBetweenAcknowledgementsWhoeverGotThem() {
        acknowledged(100, FIRST);
        acknowledged(200, FIRST);
        refused(500);
        acknowledged(1200, SECOND);
        acknowledged(1210, SECOND);

        Summary summary = tally.summary(nanos(1300));

        assertThat(summary.gaps()).containsExactly(new Gap(0.2, 1000.0, 2));
        assertThat(summary.longestGapMillis()).isEqualTo(1000.0);
        assertThat(summary.leaders())
                .containsExactly(new Served("orders-0", 1, 2, 0.1, 0.2), new Served("orders-1", 2, 2, 1.2, 1.21));
        assertThat(summary.acked()).isEqualTo(4);
        assertThat(summary.refused()).isEqualTo(1);
    }

    @Test
    void silenceUpToTheEndIsAGapWithNothingAfterIt() {
        acknowledged(100, FIRST);

        assertThat(tally.progress(nanos(700)).longestGapMillis()).isEqualTo(600.0);
        assertThat(tally.summary(nanos(2100)).gaps()).containsExactly(new Gap(0.1, 2000.0, 0));
    }

    @Test
    void acknowledgementsReportedOutOfOrderMakeNoGap() {
        acknowledged(100, FIRST);
        acknowledged(300, FIRST);
        acknowledged(200, FIRST);
        acknowledged(400, FIRST);

        assertThat(tally.summary(nanos(400)).gaps()).isEmpty();
    }

    private void acknowledged(long millis, Identity by) {
        tally.wrote(write(millis, Outcome.OK), by);
    }

    private void refused(long millis) {
        tally.wrote(write(millis, Outcome.REFUSED), FIRST);
    }

    private static Operation write(long millis, Outcome outcome) {
        return new Operation(
                "w",
                "w" + millis,
                Operation.APPEND,
                "list",
                "w" + millis,
                nanos(millis - 1),
                nanos(millis),
                outcome,
                null);
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
