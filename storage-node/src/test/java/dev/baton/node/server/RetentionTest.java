package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Figures are megabytes. */
class RetentionTest {
    private static final long MB = 1 << 20;
    private static final long PLENTY = 1_000_000 * MB;

    private final Retention retention = new Retention(1000 * MB);

    @Test
    void nothingGoesThatARestartNeeds() {
        assertThat(from(0, 5000, 0, Long.MAX_VALUE, PLENTY)).isZero();
        assertThat(from(100, 5000, 300, Long.MAX_VALUE, 0)).isEqualTo(300);
    }

    @Test
    void aFollowerThatWasAwayForAMomentFindsTheLog() {
        assertThat(from(0, 5000, 4990, Long.MAX_VALUE, PLENTY)).isEqualTo(5000 - 64);
    }

    @Test
    void theSlowestFollowerHoldsTheLogUpToTheBound() {
        assertThat(from(0, 5000, 4900, 4500, PLENTY)).isEqualTo(4500);
        assertThat(from(0, 5000, 4900, 2000, PLENTY)).isEqualTo(4000);
    }

    @Test
    void withLittleRoomTheLogTakesNoMoreThanHalfOfIt() {
        assertThat(from(4000, 5000, 4990, 4000, 200)).isEqualTo(5000 - 600);
        assertThat(from(4400, 5000, 4990, 4000, 0)).isEqualTo(5000 - 300);
    }

    @Test
    void whatIsGoneIsNotAskedFor() {
        assertThat(from(4800, 5000, 4990, 100, PLENTY)).isEqualTo(4800);
    }

    private long from(long start, long end, long own, long needed, long room) {
        long scaled = needed == Long.MAX_VALUE ? needed : needed * MB;
        return retention.from(start * MB, end * MB, own * MB, scaled, room * MB) / MB;
    }
}
