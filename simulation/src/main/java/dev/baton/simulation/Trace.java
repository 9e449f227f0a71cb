package dev.baton.simulation;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/** What happened: a hash of it, which tells whether two runs were the same, and the last lines for people, where somebody reads them. */
final class Trace {
    private static final int KEPT = Math.max(80, Integer.getInteger("baton.trace", 0));

    private record Line(long at, String text) {}

    private final long seed;
    private final boolean told;
    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;

    /** @param told whether lines are kept */
    Trace(long seed, boolean told) {
        this.seed = seed;
        this.told = told;
    }

    void say(long now, Supplier<String> line) {
        if (told) {
            if (lines.size() == KEPT) {
                lines.removeFirst();
            }
            lines.addLast(new Line(now, line.get()));
        }
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
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            text.append(String.format("%10.3f ms  %s%n", line.at() / 1e6, line.text()));
        }
        return text.toString();
    }
}
