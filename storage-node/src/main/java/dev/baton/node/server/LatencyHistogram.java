package dev.baton.node.server;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in fixed buckets from 100 µs to 10 s. Any thread; recording neither allocates nor locks, also while somebody scrapes,
 * which the client library's own histogram does.
 */
final class LatencyHistogram implements Collector {
    private static final double[] SECONDS = {
        100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };
    private static final long[] NANOS = new long[SECONDS.length];

    static {
        for (int i = 0; i < SECONDS.length; i++) {
            NANOS[i] = Math.round(SECONDS[i] * 1e9);
        }
    }

    private final MetricMetadata metadata;
    /** The last one for what is longer than all bounds. */
    private final AtomicLongArray counts = new AtomicLongArray(NANOS.length + 1);

    private final AtomicLong sumNanos = new AtomicLong();

    LatencyHistogram(String name, String help) {
        metadata = new MetricMetadata(name, help, Unit.SECONDS);
    }

    void record(long nanos) {
        int bucket = 0;
        while (bucket < NANOS.length && nanos > NANOS[bucket]) {
            bucket++;
        }
        counts.getAndIncrement(bucket);
        sumNanos.getAndAdd(nanos);
    }

    @Override
    public HistogramSnapshot collect() {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < NANOS.length; i++) {
            buckets.bucket(SECONDS[i], counts.get(i));
        }
        buckets.bucket(Double.POSITIVE_INFINITY, counts.get(NANOS.length));
        return new HistogramSnapshot(
                metadata,
                List.of(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(sumNanos.get() / 1e9)
                        .build()));
    }

    @Override
    public String getPrometheusName() {
        return metadata.getPrometheusName();
    }
}
