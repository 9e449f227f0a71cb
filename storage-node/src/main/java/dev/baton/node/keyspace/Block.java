package dev.baton.node.keyspace;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The value of a string in {@link ValueMemory}: its length, then its bytes. Loop thread only; not to be used once it is freed. */
final class Block {
    static final ValueLayout.OfInt HEADER = ValueLayout.JAVA_INT;
    static final int HEADER_BYTES = 4;

    private final ValueMemory.Chunk chunk;
    private final int at;

    Block(ValueMemory.Chunk chunk, int at) {
        this.chunk = chunk;
        this.at = at;
    }

    int length() {
        return chunk.bytes.get(HEADER, at);
    }

    /** Bytes of memory it takes. */
    int weight() {
        return chunk.blockBytes();
    }

    /** A copy. */
    byte[] read() {
        byte[] value = new byte[length()];
        MemorySegment.copy(chunk.bytes, ValueLayout.JAVA_BYTE, at + HEADER_BYTES, value, 0, value.length);
        return value;
    }

    /** Whether a value of so many bytes belongs in a block of this size. */
    boolean takes(int length) {
        return length <= ValueMemory.LARGEST_VALUE && ValueMemory.blockBytesFor(length) == chunk.blockBytes();
    }

    void write(byte[] value) {
        chunk.bytes.set(HEADER, at, value.length);
        MemorySegment.copy(value, 0, chunk.bytes, ValueLayout.JAVA_BYTE, at + HEADER_BYTES, value.length);
    }

    void free() {
        chunk.giveBack(at);
    }
}
