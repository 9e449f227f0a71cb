package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class AppendTimesTest {
    private static final long TICK = 20_000_000;
    private static final long SECOND = 1_000_000_000;

    private final AppendTimes times = new AppendTimes();

    @Test
    void tellsSinceWhenSomethingLiesBehindAnOffset() {
        times.sample(100, 10);
        times.sample(100, 20);
        times.sample(250, 30);
        assertThat(times.age(0, 50)).isEqualTo(40);
        assertThat(times.age(99, 50)).isEqualTo(40);
        assertThat(times.age(100, 50)).isEqualTo(20);
        assertThat(times.age(249, 50)).isEqualTo(20);
        assertThat(times.age(250, 50)).isZero();
        assertThat(times.age(300, 50)).isZero();
    }

    @Test
    void aStuckOffsetAgesTruly() {
        long now = 0;
        for (int tick = 0; tick < 200_000; tick++) {
            now = tick * TICK;
            times.sample(tick + 1, now);
            if (tick > 1_000 && tick % 1_000 == 0) {
                assertThat(times.age(500, now)).isCloseTo(now - 500 * TICK, withinPercentage(10));
            }
        }
        // More than an hour later, offsets of every age.
        for (long age : new long[] {1, 5, 30, 300, 3_000}) {
            long offset = (now - age * SECOND) / TICK;
            assertThat(times.age(offset, now)).isCloseTo(age * SECOND, withinPercentage(10));
        }
    }
}
