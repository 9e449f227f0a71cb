package dev.baton.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A read of records that lie in a file only, for a thread that may wait for the disk. The log may be cut or shortened meanwhile: then
 * it fails, or brings what is no longer there, so its outcome counts only if {@link ReplicatedLog#isCurrent} says so afterwards.
 */
public final class FileRead {
    private final Segment segment;
    private final long limit;
    private final int maxBytes;
    final long from;
    /** Of the log when the read was asked for. */
    final int generation;

    /** @param limit a record boundary within what is written */
    FileRead(Segment segment, long from, long limit, int maxBytes, int generation) {
        this.segment = segment;
        this.from = from;
        this.limit = limit;
        this.maxBytes = maxBytes;
        this.generation = generation;
    }

    /**
     * Whole records, at least one; the maximum asked for is exceeded only by a single greater record.
     *
     * @throws IOException also when the segment was closed meanwhile
     * @throws LogDamagedException when the file doesn't hold sound records there
     */
    public ByteBuffer read() throws IOException {
        return segment.read(from, limit, maxBytes, new CRC32C());
    }

    @Override
    public String toString() {
        return "offset " + from + " of " + segment;
    }
}
