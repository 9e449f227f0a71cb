package dev.baton.e2e.kind;

import dev.baton.workload.RegisterVerdict;
import dev.baton.workload.Served;
import dev.baton.workload.Summary;
import dev.baton.workload.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client pod did, and what its check found.
 *
 * @param registers null where it had no registers, or linearizability isn't promised
 */
public record ClientReport(
        Summary summary, Verdict verdict, @Nullable RegisterVerdict registers) {
    /** When the last write of this epoch was acknowledged. */
    public Instant acknowledgedUntil(long epoch) {
        return at(served(epoch).lastSeconds());
    }

    /** When the first write of this epoch was acknowledged. */
    public Instant acknowledgedFrom(long epoch) {
        return at(served(epoch).firstSeconds());
    }

    private Served served(long epoch) {
        return summary.leaders().stream()
                .filter(served -> served.epoch() == epoch)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody acknowledged in epoch " + epoch + ": " + summary));
    }

    private Instant at(double seconds) {
        return Instant.parse(summary.startedAt()).plus(Duration.ofMillis((long) (seconds * 1000)));
    }
}
