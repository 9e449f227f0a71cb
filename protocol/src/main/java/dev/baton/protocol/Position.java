package dev.baton.protocol;

/**
 * How far a log reaches: the epoch of its last record, then the offset just after it. Compared epoch first: a shorter log of a later
 * epoch is ahead of a longer one of an earlier epoch.
 *
 * @param epoch epoch of the last record; {@link Epoch#NONE} for an empty log
 * @param offset bytes of the logical log up to and including that record, since the database began; 0 for an empty log
 */
public record Position(Epoch epoch, long offset) implements Comparable<Position> {
    public static final Position EMPTY = new Position(Epoch.NONE, 0);

    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is never negative: " + offset);
        }
    }

    /** Parses {@code 6:88120}. */
    public static Position parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a position reads EPOCH:OFFSET, not '" + text + "'");
        }
        return new Position(
                new Epoch(Long.parseLong(text.substring(0, colon))), Long.parseLong(text.substring(colon + 1)));
    }

    public boolean isEmpty() {
        return offset == 0;
    }

    @Override
    public int compareTo(Position other) {
        int byEpoch = epoch.compareTo(other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
