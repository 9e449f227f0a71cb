package dev.baton.simulation;

import java.util.ArrayDeque;

/** What happened: a hash of all of it, which tells whether two runs were the same, and the last lines for people. */
final class Trace {
    private static final int KEPT = Math.max(80, Integer.getInteger("baton.trace", 0));

    private final long seed;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;

    Trace(long seed) {
        this.seed = seed;
    }

    void say(long now, String line) {
        mix(now);
        mix(line.hashCode());
        if (lines.size() == KEPT) {
            lines.removeFirst();
        }
        lines.addLast(String.format("%10.3f ms  %s", now / 1e6, line));
    }

    /** Something too small for a line. */
    void mix(long value) {
        hash = (hash ^ value) * 0x100000001b3L;
        hash ^= hash >>> 29;
    }

    long hash() {
        return hash;
    }

    long seed() {
        return seed;
    }

    String text() {
        return String.join("\n", lines);
    }
}
