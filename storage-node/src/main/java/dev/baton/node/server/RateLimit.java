package dev.baton.node.server;

/**
 * A bound on bytes per second over all who share it. Each asks before it sends and is told how long to wait; whoever asks next waits
 * behind it (the virtual scheduling form of a leaky bucket, ITU-T I.371). Unused time is not saved up, but for a twentieth of a second.
 *
 * <p>Any one thread. Times in nanoseconds of one monotonic clock.
 */
final class RateLimit {
    private static final long SAVED_NANOS = 50_000_000;

    private final long bytesPerSecond;
    private long level = Long.MIN_VALUE;

    /** @param bytesPerSecond 0 for no bound */
    RateLimit(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Takes so many bytes. @return how long to wait before they are sent; 0 for not at all */
    long reserve(long bytes, long now) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        long begins = level == Long.MIN_VALUE ? now - SAVED_NANOS : Math.max(level, now - SAVED_NANOS);
        level = begins + (long) (bytes * 1e9 / bytesPerSecond);
        return Math.max(0, begins - now);
    }
}
