package dev.baton.node.server;

/** The wall clock, read once a millisecond: so a command costs no look at it beside the one that measures how long it takes. Loop thread only. */
final class LoopClock {
    private static final long FRESH_NANOS = 1_000_000;

    private long readAtNanos;
    private long millis;

    /**
     * Milliseconds since 1970, at most one of them old.
     *
     * @param nanos {@link System#nanoTime} now
     */
    long millisAt(long nanos) {
        if (millis == 0 || nanos - readAtNanos >= FRESH_NANOS) {
            readAtNanos = nanos;
            millis = System.currentTimeMillis();
        }
        return millis;
    }
}
