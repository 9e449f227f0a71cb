package dev.baton.node.server;

/**
 * How a node uses its volume and seeds others. All in bytes.
 *
 * @param seedRate most bytes a second that are sent to members being seeded, all of them together; 0 for no bound
 * @param logRetention most of the log that is kept, beyond what the own snapshots need, for followers that are behind or being seeded;
 *     never more than half of the volume's free room
 * @param snapshotEvery a snapshot is taken when the log grew by so much since the last, and by as much as the last one's size
 * @param logSegment size of one file of the log, preallocated: the least by which the log grows and shrinks; at most 1 GiB
 */
public record StorageSettings(long seedRate, long logRetention, long snapshotEvery, long logSegment) {
    private static final long LEAST_RATE = 64 << 10;
    private static final long LEAST_SEGMENT = 64 << 10;
    /** A file is read as one mapping, whose places are counted in an int; a record greater than a segment makes a greater file. */
    private static final long MOST_SEGMENT = 1 << 30;

    public static final StorageSettings DEFAULT = new StorageSettings(200_000_000, 1L << 30, 64L << 20, 64L << 20);

    public StorageSettings {
        if (seedRate != 0 && seedRate < LEAST_RATE) {
            throw new IllegalArgumentException(
                    "seed-rate is 0 (no bound) or at least " + LEAST_RATE + " bytes a second, not " + seedRate);
        }
        if (logRetention < 0) {
            throw new IllegalArgumentException("log-retention is a number of bytes, not " + logRetention);
        }
        if (snapshotEvery < 1) {
            throw new IllegalArgumentException("snapshot-every is at least one byte, not " + snapshotEvery);
        }
        if (logSegment < LEAST_SEGMENT || logSegment > MOST_SEGMENT) {
            throw new IllegalArgumentException(
                    "log-segment is " + LEAST_SEGMENT + " to " + MOST_SEGMENT + " bytes (1 GiB), not " + logSegment);
        }
    }

    String describe() {
        return "seed-rate=" + seedRate + " log-retention=" + logRetention + " snapshot-every=" + snapshotEvery
                + " log-segment=" + logSegment;
    }
}
