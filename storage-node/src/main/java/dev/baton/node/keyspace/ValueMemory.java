package dev.baton.node.keyspace;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the values of strings, outside of the Java heap: there they would be what the garbage collector copies most, and a database
 * that is written to would stand still for tens of milliseconds several times a second.
 *
 * <p>Slab allocation (Bonwick 1994): a chunk holds blocks of one size; what is freed is taken again by the next value of that size, and an
 * empty chunk by any size. Memory goes back to the system only when all of it is closed. Values greater than {@link #LARGEST_VALUE} stay
 * on the heap.
 *
 * <p>Loop thread only.
 */
final class ValueMemory implements AutoCloseable {
    /** Of a block: how long the value is that follows it. */
    private static final ValueLayout.OfInt HEADER = ValueLayout.JAVA_INT;

    static final int HEADER_BYTES = 4;

    /** In bytes. */
    static final int LARGEST_VALUE = (16 << 10) - HEADER_BYTES;

    private static final int CHUNK_BYTES = 256 << 10;
    private static final int ALIGNMENT = 16;
    private static final int[] SIZES = sizes();
    /** For a keyspace that is dropped without being cleared. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final ArrayDeque<MemorySegment> emptied = new ArrayDeque<>();
    private final List<ArrayDeque<Chunk>> withRoom = new ArrayList<>();
    private Cleaner.@Nullable Cleanable memory;
    private @Nullable Arena arena;

    /** One piece of memory, cut into blocks of one size. A block is named by where it begins. */
    final class Chunk {
        private final MemorySegment bytes;
        private final int size;
        /** The first block given back; each names the next in its header. −1: none. */
        private int freed = -1;
        /** Blocks from here on were never used. */
        private int fresh;

        private int used;

        Chunk(MemorySegment bytes, int size) {
            this.bytes = bytes;
            this.size = size;
        }

        /** Bytes of memory that each block takes. */
        int blockBytes() {
            return SIZES[size];
        }

        int length(int at) {
            return bytes.get(HEADER, at);
        }

        /** A copy. */
        byte[] read(int at) {
            byte[] value = new byte[length(at)];
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at + HEADER_BYTES, value, 0, value.length);
            return value;
        }

        private void write(int at, byte[] source, int from, int length) {
            bytes.set(HEADER, at, length);
            MemorySegment.copy(source, from, bytes, ValueLayout.JAVA_BYTE, at + HEADER_BYTES, length);
        }

        /** Whether a value of so many bytes belongs in a block of this size. */
        private boolean takes(int length) {
            return length <= LARGEST_VALUE && blockBytesFor(length) == blockBytes();
        }

        private boolean isFull() {
            return freed < 0 && fresh + blockBytes() > CHUNK_BYTES;
        }

        private int take() {
            used++;
            int at = freed;
            if (at >= 0) {
                freed = bytes.get(HEADER, at);
                return at;
            }
            at = fresh;
            fresh += blockBytes();
            return at;
        }

        void giveBack(int at) {
            boolean wasFull = isFull();
            bytes.set(HEADER, at, freed);
            freed = at;
            used--;
            ArrayDeque<Chunk> sameSize = withRoom.get(size);
            if (wasFull) {
                sameSize.push(this);
            }
            if (used == 0 && sameSize.size() > 1) {
                sameSize.remove(this);
                emptied.push(bytes);
            }
        }
    }

    ValueMemory() {
        for (int i = 0; i < SIZES.length; i++) {
            withRoom.add(new ArrayDeque<>());
        }
    }

    /** Makes a copy of some bytes the entry's value. The room of the string that was its value before is used again, or freed. */
    void keep(byte[] source, int from, int length, Entry entry) {
        if (entry.value instanceof Chunk chunk) {
            if (chunk.takes(length)) {
                chunk.write(entry.at, source, from, length);
                return;
            }
            chunk.giveBack(entry.at);
        }
        if (length > LARGEST_VALUE) {
            entry.value = Arrays.copyOfRange(source, from, from + length);
            return;
        }
        int size = sizeFor(length + HEADER_BYTES);
        ArrayDeque<Chunk> chunks = withRoom.get(size);
        Chunk chunk = chunks.peek();
        if (chunk == null) {
            chunk = new Chunk(more(), size);
            chunks.push(chunk);
        }
        entry.value = chunk;
        entry.at = chunk.take();
        if (chunk.isFull()) {
            chunks.pop();
        }
        chunk.write(entry.at, source, from, length);
    }

    @SuppressWarnings("MustBeClosedChecker") // close() does, or the cleaner
    private MemorySegment more() {
        MemorySegment again = emptied.poll();
        if (again != null) {
            return again;
        }
        Arena from = arena;
        if (from == null) {
            from = Arena.ofShared();
            arena = from;
            memory = CLEANER.register(this, from::close);
        }
        return from.allocate(CHUNK_BYTES, ALIGNMENT);
    }

    /** Gives all memory back; no block may be used any more. */
    @Override
    public void close() {
        if (memory != null) {
            memory.clean();
        }
    }

    /** Multiples of 16 to 256, then four to a doubling: at most a quarter of a block is wasted, an eighth on average. */
    private static int[] sizes() {
        List<Integer> sizes = new ArrayList<>();
        int step = ALIGNMENT;
        for (int bytes = step; bytes <= LARGEST_VALUE + HEADER_BYTES; bytes += step) {
            if (bytes > 256 && Integer.bitCount(bytes - step) == 1) {
                step = (bytes - step) / 4;
                bytes = (step * 4) + step;
            }
            sizes.add(bytes);
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int sizeFor(int bytes) {
        int found = Arrays.binarySearch(SIZES, bytes);
        return found >= 0 ? found : -found - 1;
    }

    /** The bytes that a block for so many bytes takes, header included. */
    static int blockBytesFor(int valueBytes) {
        return SIZES[sizeFor(valueBytes + HEADER_BYTES)];
    }
}
