package dev.baton.node.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of consecutive records of one segment, and a link to the next: the owner appends at one end of the chain, the log thread
 * writes it out from the other. Also the in-memory tail that followers are fed from.
 */
final class Chunk {
    final @Nullable Segment segment;
    final ByteBuffer buffer;
    final long start;

    /** Owner: bytes that belong to the log; less than what was published once the log was truncated. */
    int readable;

    /** Bytes of whole records that the log thread may write. Only the owner sets it, after the bytes are in place. */
    volatile int published;

    /** Set by the owner once nothing more is published here. */
    volatile @Nullable Chunk next;

    /** Set by the log thread when it needs the buffer no more: all is written. */
    volatile boolean drained;

    Chunk(@Nullable Segment segment, ByteBuffer buffer, long start) {
        this.segment = segment;
        this.buffer = buffer;
        this.start = start;
    }

    /** An empty chunk that begins a chain. */
    static Chunk head(long start) {
        return new Chunk(null, ByteBuffer.allocate(0), start);
    }

    int room() {
        return buffer.capacity() - buffer.position();
    }

    void publish() {
        readable = buffer.position();
        published = readable;
    }

    long end() {
        return start + readable;
    }
}
