package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitLatencyTest {
    private final List<Long> measured = new ArrayList<>();
    private final CommitLatency latency = new CommitLatency(measured::add);

    @Test
    void aTurnIsMeasuredOnceFromItsFirstWriteOnWhenAllOfItIsCommitted() {
        turn(100, 50);
        turn(200, 80);
        latency.committed(49, 300);
        assertThat(measured).isEmpty();
        latency.committed(60, 310);
        latency.committed(60, 320);
        assertThat(measured).containsExactly(210L);
        latency.committed(80, 330);
        assertThat(measured).containsExactly(210L, 130L);
    }

    @Test
    void oneCommitMeasuresAllTurnsItCovers() {
        turn(100, 50);
        turn(200, 80);
        latency.committed(90, 300);
        assertThat(measured).containsExactly(200L, 100L);
    }

    @Test
    void anotherEpochMeasuresNothingOfTheOneBefore() {
        turn(100, 50);
        latency.forget();
        turn(500, 60);
        latency.committed(60, 600);
        assertThat(measured).containsExactly(100L);
    }

    @Test
    void withoutCommitsForLongNothingGrowsAndTheOldestStaysTrue() {
        for (int turn = 0; turn < 5_000; turn++) {
            turn(turn, turn + 1);
        }
        latency.committed(4_999, 10_000);
        assertThat(measured).hasSize(1_023).startsWith(10_000L, 9_999L);
        latency.committed(5_000, 10_000);
        assertThat(measured).hasSize(1_024).endsWith(10_000L - 1_023);
        turn(10_000, 5_001);
        latency.committed(5_001, 10_007);
        assertThat(measured).endsWith(7L);
    }

    private void turn(long began, long end) {
        latency.turnBegins(began);
        latency.turnEnds(end);
    }
}
