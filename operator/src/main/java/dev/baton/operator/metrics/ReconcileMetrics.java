package dev.baton.operator.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Counts and times reconciles. Safe for use by several threads. */
public final class ReconcileMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final Timer succeeded;
    private final Timer failed;

    public ReconcileMetrics(MeterRegistry registry) {
        succeeded = timer(registry, "success");
        failed = timer(registry, "error");
    }

    /** Runs a reconcile and counts it, whatever becomes of it. */
    public <T> T timed(Supplier<T> reconcile) {
        long start = System.nanoTime();
        Timer timer = failed;
        try {
            T result = reconcile.get();
            timer = succeeded;
            return result;
        } finally {
            timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private static Timer timer(MeterRegistry registry, String outcome) {
        return Timer.builder("baton.reconcile.duration")
                .description("how long a reconcile of a database took; one that failed is tried again")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
