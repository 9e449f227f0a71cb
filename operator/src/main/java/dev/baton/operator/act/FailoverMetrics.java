package dev.baton.operator.act;

import dev.baton.crds.status.FailoverReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts and times changes of leader. */
public final class FailoverMetrics {
    private final MeterRegistry registry;

    public FailoverMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void completed(FailoverReport report) {
        registry.counter(
                        "baton.failovers",
                        "type",
                        report.type().label(),
                        "cause",
                        report.cause() == null ? "Unknown" : report.cause().label())
                .increment();
        phase(report, "fence", report.detectedTime(), report.fencedTime());
        phase(report, "promote", report.fencedTime(), report.promotedTime());
        phase(report, "route", report.promotedTime(), report.servingTime());
        phase(report, "total", report.detectedTime(), report.servingTime());
    }

    private void phase(FailoverReport report, String phase, @Nullable Instant from, @Nullable Instant to) {
        if (from != null && to != null) {
            registry.timer("baton.failover.phase", "type", report.type().label(), "phase", phase)
                    .record(Duration.between(from, to));
        }
    }
}
