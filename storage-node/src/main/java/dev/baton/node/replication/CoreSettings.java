package dev.baton.node.replication;

/**
 * What tunes the core. Times in nanoseconds.
 *
 * @param heartbeatNanos a leader's longest silence towards a connected follower
 * @param reconnectNanos how long a follower waits before it connects again
 * @param silenceNanos without a word for so long, a connection is taken for dead and closed
 * @param windowBytes how many bytes a leader sends a follower beyond what it said to have received
 * @param batchBytes the most bytes of one batch of records
 * @param driftDivisor a leader gives up its lease this part (1/n) early, for clocks that run at different rates
 * @param rememberNanos how long what is known to be committed may go without being put on disk
 */
public record CoreSettings(
        long heartbeatNanos,
        long reconnectNanos,
        long silenceNanos,
        long windowBytes,
        int batchBytes,
        int driftDivisor,
        long rememberNanos) {
    public static final CoreSettings DEFAULT =
            new CoreSettings(100_000_000L, 100_000_000L, 2_000_000_000L, 8L << 20, 256 << 10, 10, 1_000_000_000L);
}
