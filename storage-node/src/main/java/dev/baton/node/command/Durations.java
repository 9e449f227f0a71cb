package dev.baton.node.command;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts durations in buckets whose bounds grow by an eighth to a quarter: 2 KiB whatever is counted. Not thread-safe. */
final class Durations {
    /** Buckets of one power of two. */
    private static final int PARTS = 4;

    private static final int SMALLEST_EXPONENT = 2;
    private static final long FIRST_BOUND_NANOS = 1024;

    private final long[] counts = new long[PARTS * Long.SIZE];
    private long all;

    void add(long nanos) {
        counts[bucket(nanos)]++;
        all++;
    }

    long count() {
        return all;
    }

    /** What so many percent took at most, rounded up to the bucket's bound. In nanoseconds. */
    long percentile(double percent) {
        long wanted = Math.max(1, (long) Math.ceil(all * percent / 100));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return greatest(i);
            }
        }
        return 0;
    }

    /** How many took at most so many microseconds, bounds doubling from the first that took any; each bound only where the count grows. */
    Map<Long, Long> upTo() {
        Map<Long, Long> bounds = new LinkedHashMap<>();
        long seen = 0;
        int bucket = 0;
        for (long bound = FIRST_BOUND_NANOS; seen < all && bound > 0; bound *= 2) {
            long before = seen;
            while (bucket < counts.length && greatest(bucket) <= bound) {
                seen += counts[bucket++];
            }
            if (seen > before) {
                bounds.put(bound / 1000, seen);
            }
        }
        return bounds;
    }

    private static int bucket(long nanos) {
        long value = Math.max(nanos, 1L << SMALLEST_EXPONENT);
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        return exponent * PARTS + (int) (value >>> (exponent - SMALLEST_EXPONENT)) % PARTS;
    }

    private static long greatest(int bucket) {
        int exponent = Math.max(bucket / PARTS, SMALLEST_EXPONENT);
        return ((long) (PARTS + bucket % PARTS + 1) << (exponent - SMALLEST_EXPONENT)) - 1;
    }
}
