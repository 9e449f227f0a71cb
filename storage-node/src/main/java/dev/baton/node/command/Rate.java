package dev.baton.node.command;

/** How fast a counter grows: over the last sixteen samples, a tenth of a second apart. Not thread-safe. */
final class Rate {
    private static final int SAMPLES = 16;
    private static final long APART_NANOS = 100_000_000;

    private final long[] counts = new long[SAMPLES];
    private final long[] times = new long[SAMPLES];
    private int next;
    private int taken;

    void sample(long nowNanos, long count) {
        int last = Math.floorMod(next - 1, SAMPLES);
        if (taken > 0 && nowNanos - times[last] < APART_NANOS) {
            return;
        }
        if (taken > 0 && count < counts[last]) {
            taken = 0; // it was reset
        }
        counts[next] = count;
        times[next] = nowNanos;
        next = (next + 1) % SAMPLES;
        taken = Math.min(taken + 1, SAMPLES);
    }

    double perSecond() {
        if (taken < 2) {
            return 0;
        }
        int newest = Math.floorMod(next - 1, SAMPLES);
        int oldest = Math.floorMod(next - taken, SAMPLES);
        return (counts[newest] - counts[oldest]) * 1e9 / (times[newest] - times[oldest]);
    }
}
