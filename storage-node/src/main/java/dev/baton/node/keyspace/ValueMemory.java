package dev.baton.node.keyspace;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    /** In bytes. */
    static final int LARGEST_VALUE = (16 << 10) - Block.HEADER_BYTES;

    private static final int CHUNK_BYTES = 256 << 10;
    private static final int ALIGNMENT = 16;
    private static final int[] SIZES = sizes();
    /** For a keyspace that is dropped without being cleared. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final ArrayDeque<MemorySegment> emptied = new ArrayDeque<>();
    private final List<ArrayDeque<Chunk>> withRoom = new ArrayList<>();
    private Cleaner.@Nullable Cleanable memory;
    private @Nullable Arena arena;

    /** One piece of memory, cut into blocks of one size. */
    final class Chunk {
        final MemorySegment bytes;
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

        int blockBytes() {
            return SIZES[size];
        }

        private boolean isFull() {
            return freed < 0 && fresh + blockBytes() > CHUNK_BYTES;
        }

        private int take() {
            used++;
            int at = freed;
            if (at >= 0) {
                freed = bytes.get(Block.HEADER, at);
                return at;
            }
            at = fresh;
            fresh += blockBytes();
            return at;
        }

        void giveBack(int at) {
            boolean wasFull = isFull();
            bytes.set(Block.HEADER, at, freed);
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

    /**
     * Keeps a value.
     *
     * @param replaced what was kept for the key before, whose room is used again or freed; null for a new key
     * @return a {@link Block}, or for a large value the array itself
     */
    Object keep(byte[] value, @Nullable Object replaced) {
        if (replaced instanceof Block block) {
            if (block.takes(value.length)) {
                block.write(value);
                return block;
            }
            block.free();
        }
        if (value.length > LARGEST_VALUE) {
            return value;
        }
        int size = sizeFor(value.length + Block.HEADER_BYTES);
        ArrayDeque<Chunk> chunks = withRoom.get(size);
        Chunk chunk = chunks.peek();
        if (chunk == null) {
            chunk = new Chunk(more(), size);
            chunks.push(chunk);
        }
        Block block = new Block(chunk, chunk.take());
        if (chunk.isFull()) {
            chunks.pop();
        }
        block.write(value);
        return block;
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
        for (int bytes = step; bytes <= LARGEST_VALUE + Block.HEADER_BYTES; bytes += step) {
            if (bytes > 256 && Integer.bitCount(bytes - step) == 1) {
                step = (bytes - step) / 4;
                bytes = (step * 4) + step;
            }
            sizes.add(bytes);
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int sizeFor(int bytes) {
        int found = java.util.Arrays.binarySearch(SIZES, bytes);
        return found >= 0 ? found : -found - 1;
    }

    /** The bytes that a block for so many bytes takes, header included. */
    static int blockBytesFor(int valueBytes) {
        return SIZES[sizeFor(valueBytes + Block.HEADER_BYTES)];
    }
}
