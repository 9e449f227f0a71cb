package dev.baton.protocol;

/**
 * The number of a leader's reign. It only grows; at most one member leads in an epoch, and a member leads an epoch at most once
 * (invariant I1).
 *
 * @param number 0 before the first election, then 1, 2, 3 …
 */
public record Epoch(long number) implements Comparable<Epoch> {
    /** Before the first election. */
    public static final Epoch NONE = new Epoch(0);

    public Epoch {
        if (number < 0) {
            throw new IllegalArgumentException("an epoch is never negative: " + number);
        }
    }

    public Epoch next() {
        return new Epoch(Math.addExact(number, 1));
    }

    public boolean isAfter(Epoch other) {
        return number > other.number;
    }

    public boolean isBefore(Epoch other) {
        return number < other.number;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
