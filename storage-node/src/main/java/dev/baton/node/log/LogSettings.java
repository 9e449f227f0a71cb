package dev.baton.node.log;

import java.time.Duration;

/**
 * Sizes of the log.
 *
 * @param segmentBytes size of a segment file, preallocated; 4 KiB to 1 GiB: a file is read as one mapping
 * @param chunkBytes size of one buffer of the in-memory tail; at least 1 KiB
 * @param tailBytes how much of the log's end stays in memory to feed followers without reading files
 * @param batchBytes at most so much is written between two fsyncs, except for a single greater record
 * @param retrySpace how long to wait before a segment file that the disk had no room for is tried again
 */
public record LogSettings(long segmentBytes, int chunkBytes, long tailBytes, long batchBytes, Duration retrySpace) {
    public static final LogSettings DEFAULT =
            new LogSettings(64L << 20, 1 << 20, 8L << 20, 8L << 20, Duration.ofSeconds(1));

    private static final long MOST_SEGMENT_BYTES = 1 << 30;

    public LogSettings {
        if (segmentBytes < 4096
                || segmentBytes > MOST_SEGMENT_BYTES
                || chunkBytes < 1024
                || tailBytes < 0
                || batchBytes < 1
                || retrySpace.isNegative()) {
            throw new IllegalArgumentException(
                    "log settings out of range: segmentBytes=" + segmentBytes + " chunkBytes=" + chunkBytes
                            + " tailBytes=" + tailBytes + " batchBytes=" + batchBytes + " retrySpace=" + retrySpace);
        }
    }

    public LogSettings withSegmentBytes(long bytes) {
        return new LogSettings(bytes, chunkBytes, tailBytes, batchBytes, retrySpace);
    }

    /** The end of the last segment that only records already decided upon may use, while no further segment can be had. */
    long reserveBytes() {
        return segmentBytes / 4;
    }
}
