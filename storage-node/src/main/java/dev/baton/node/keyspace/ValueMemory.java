package dev.baton.node.keyspace;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the values of strings and their keys, outside of the Java heap: there they would be what the garbage collector copies most,
 * and a database that is written to would stand still for tens of milliseconds several times a second. Key and value lie side by side, so
 * that a lookup misses the processor's caches once for both.
 *
 * <p>Slab allocation (Bonwick 1994): a chunk holds blocks of one size; what is freed is taken again by the next value of that size, and an
 * empty chunk by any size. Memory goes back to the system only when all of it is closed. What is greater than {@link #LARGEST_STRING} stays
 * on the heap.
 *
 * <p>Loop thread only.
 */
final class ValueMemory implements AutoCloseable {
    /** A block: how long the value is, how long the key is, the key, the value. */
    private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT;

    private static final int KEY_LENGTH_AT = 4;

    static final int HEADER_BYTES = 8;

    /** Key and value together, in bytes. */
    static final int LARGEST_STRING = (16 << 10) - HEADER_BYTES;

    private static final ValueLayout.OfLong EIGHT_BYTES =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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

        /** Of the value. */
        int length(int at) {
            return bytes.get(LENGTH, at);
        }

        /** A copy of the value. */
        byte[] read(int at) {
            return copy(at + HEADER_BYTES + keyLength(at), length(at));
        }

        /** A copy of the key. */
        byte[] key(int at) {
            return copy(at + HEADER_BYTES, keyLength(at));
        }

        boolean keyIs(int at, byte[] key) {
            if (keyLength(at) != key.length) {
                return false;
            }
            int from = at + HEADER_BYTES;
            int i = 0;
            for (; i <= key.length - Long.BYTES; i += Long.BYTES) {
                if (bytes.get(EIGHT_BYTES, from + i) != Bytes.eightBytes(key, i)) {
                    return false;
                }
            }
            for (; i < key.length; i++) {
                if (bytes.get(ValueLayout.JAVA_BYTE, from + i) != key[i]) {
                    return false;
                }
            }
            return true;
        }

        private int keyLength(int at) {
            return bytes.get(LENGTH, at + KEY_LENGTH_AT);
        }

        private byte[] copy(int from, int length) {
            byte[] copied = new byte[length];
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, copied, 0, length);
            return copied;
        }

        private void writeKey(int at, byte[] key) {
            bytes.set(LENGTH, at + KEY_LENGTH_AT, key.length);
            MemorySegment.copy(key, 0, bytes, ValueLayout.JAVA_BYTE, at + HEADER_BYTES, key.length);
        }

        /** The key is there already. */
        private void writeValue(int at, byte[] source, int from, int length) {
            bytes.set(LENGTH, at, length);
            MemorySegment.copy(source, from, bytes, ValueLayout.JAVA_BYTE, at + HEADER_BYTES + keyLength(at), length);
        }

        /** Whether a value of so many bytes belongs in the block that its key is in. */
        private boolean takes(int at, int length) {
            int both = keyLength(at) + length;
            return both <= LARGEST_STRING && blockBytesFor(both) == blockBytes();
        }

        private boolean isFull() {
            return freed < 0 && fresh + blockBytes() > CHUNK_BYTES;
        }

        private int take() {
            used++;
            int at = freed;
            if (at >= 0) {
                freed = bytes.get(LENGTH, at);
                return at;
            }
            at = fresh;
            fresh += blockBytes();
            return at;
        }

        void giveBack(int at) {
            boolean wasFull = isFull();
            bytes.set(LENGTH, at, freed);
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
        Chunk before = entry.value instanceof Chunk chunk ? chunk : null;
        int blockBefore = entry.at;
        if (before != null && before.takes(blockBefore, length)) {
            before.writeValue(blockBefore, source, from, length);
            return;
        }
        byte[] key = entry.keyBytes();
        if (key.length + (long) length > LARGEST_STRING) {
            entry.moveToHeap(Arrays.copyOfRange(source, from, from + length));
        } else {
            Chunk into = chunkFor(key.length + length);
            int block = into.take();
            if (into.isFull()) {
                withRoom.get(into.size).pop();
            }
            into.writeKey(block, key);
            into.writeValue(block, source, from, length);
            entry.moveTo(into, block);
        }
        if (before != null) {
            before.giveBack(blockBefore);
        }
    }

    /** One with room. */
    private Chunk chunkFor(int stringBytes) {
        int size = sizeFor(stringBytes + HEADER_BYTES);
        ArrayDeque<Chunk> chunks = withRoom.get(size);
        Chunk chunk = chunks.peek();
        if (chunk == null) {
            chunk = new Chunk(more(), size);
            chunks.push(chunk);
        }
        return chunk;
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
        for (int bytes = step; bytes <= LARGEST_STRING + HEADER_BYTES; bytes += step) {
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

    /** The bytes that a block for a key and value of so many bytes takes, header included. */
    static int blockBytesFor(int stringBytes) {
        return SIZES[sizeFor(stringBytes + HEADER_BYTES)];
    }
}
