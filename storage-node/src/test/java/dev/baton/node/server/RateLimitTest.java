package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void allTogetherStayBelowTheRateWhoeverAsks() {
        RateLimit limit = new RateLimit(1_000_000);
        long[] now = {5 * SECOND, 5 * SECOND, 5 * SECOND};
        long sent = 0;
        long turn = 0;
        while (now[0] < 15 * SECOND) {
            int joiner = (int) (turn++ % now.length);
            long at = Math.max(now[joiner], now[(joiner + 2) % 3]); // one thread: time only goes on
            now[joiner] = at + limit.reserve(10_000, at);
            sent += 10_000;
        }
        assertThat(sent).isBetween(9_900_000L, 10_200_000L);
    }

    @Test
    void unusedTimeIsNotSavedUp() {
        RateLimit limit = new RateLimit(1_000_000);
        limit.reserve(10_000, 0);
        long burst = 0;
        while (limit.reserve(10_000, 3600 * SECOND) == 0) {
            burst += 10_000;
        }
        assertThat(burst).isLessThanOrEqualTo(60_000);
    }

    @Test
    void noBoundMeansNoWaiting() {
        RateLimit limit = new RateLimit(0);
        for (int i = 0; i < 100; i++) {
            assertThat(limit.reserve(1L << 40, 0)).isZero();
        }
    }
}
