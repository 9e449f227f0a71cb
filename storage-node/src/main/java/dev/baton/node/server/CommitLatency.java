package dev.baton.node.server;

import java.util.function.LongConsumer;

/**
 * How long clients' writes take from the log until they are committed: measured once for all that one turn of the loop appended, from the
 * first of them on. Loop thread only; nothing is allocated.
 */
final class CommitLatency {
    private static final int MOST = 1024;

    private final LongConsumer histogram;
    private final long[] ends = new long[MOST];
    private final long[] began = new long[MOST];
    private int first;
    private int waiting;
    private long turnBegan;

    /** @param histogram takes nanoseconds */
    CommitLatency(LongConsumer histogram) {
        this.histogram = histogram;
    }

    /** The first write of a turn is appended. */
    void turnBegins(long now) {
        turnBegan = now;
    }

    /** All of the turn's writes are in the log, which ends there. */
    void turnEnds(long end) {
        if (waiting == MOST) {
            // Nothing has been committed for long: the newest ones are counted as one, from the first of them on.
            ends[(first + MOST - 1) % MOST] = end;
            return;
        }
        int slot = (first + waiting) % MOST;
        ends[slot] = end;
        began[slot] = turnBegan;
        waiting++;
    }

    void committed(long offset, long now) {
        while (waiting > 0 && ends[first] <= offset) {
            histogram.accept(now - began[first]);
            first = (first + 1) % MOST;
            waiting--;
        }
    }

    /** What is waiting belongs to an earlier epoch: nobody can tell what became of it. */
    void forget() {
        waiting = 0;
    }
}
