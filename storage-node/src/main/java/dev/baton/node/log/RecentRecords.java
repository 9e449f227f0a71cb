package dev.baton.node.log;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The end of a log in memory, as a chain of chunks: records are appended at one end, the log thread writes them out from the other, and
 * followers are fed from what stays. Belongs to the log's owner; {@link Chunk} says what it shares with the log thread.
 */
final class RecentRecords {
    private static final int POOLED_BUFFERS = 4;

    private final LogSettings settings;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> pool = new ArrayDeque<>();
    private long bytes;
    /** Where the chain ends: what is appended next goes here, or into its successor. */
    private Chunk open;

    /** @param end where the log ends */
    RecentRecords(LogSettings settings, long end) {
        this.settings = settings;
        this.open = Chunk.head(end);
    }

    /** The chunk that the chain ends with. */
    Chunk open() {
        return open;
    }

    /** Memory held: the configured amount, and whatever isn't written yet. */
    long bytes() {
        return bytes;
    }

    /** Where what is in memory begins; {@code end} when nothing is. */
    long start(long end) {
        return chunks.isEmpty() ? end : chunks.getFirst().start;
    }

    /** The chunk for a record of so many bytes that begins at the log's end, in that segment. */
    Chunk roomFor(Segment segment, int total, long end) {
        if (open.segment == segment && open.room() >= total) {
            return open;
        }
        int size = Math.max(settings.chunkBytes(), total);
        ByteBuffer buffer =
                size == settings.chunkBytes() && !pool.isEmpty() ? pool.pop() : ByteBuffer.allocateDirect(size);
        Chunk chunk = new Chunk(segment, buffer, end);
        chunks.addLast(chunk);
        bytes += size;
        open.next = chunk;
        open = chunk;
        forgetOld();
        return chunk;
    }

    private void forgetOld() {
        while (bytes > settings.tailBytes()) {
            Chunk oldest = chunks.getFirst();
            if (!oldest.drained) {
                return; // not in the files yet
            }
            chunks.removeFirst();
            bytes -= oldest.buffer.capacity();
            if (oldest.buffer.capacity() == settings.chunkBytes() && pool.size() < POOLED_BUFFERS) {
                pool.push(oldest.buffer.clear());
            }
        }
    }

    /** A copy of whole records from {@code from} on, as {@link ReplicatedLog#read}; null when memory doesn't reach back to there. */
    @Nullable
    ByteBuffer read(long from, int maxBytes) {
        for (Iterator<Chunk> newest = chunks.descendingIterator(); newest.hasNext(); ) {
            Chunk chunk = newest.next();
            if (chunk.start <= from) {
                return copy(chunk, (int) (from - chunk.start), maxBytes);
            }
        }
        return null;
    }

    private static ByteBuffer copy(Chunk chunk, int from, int maxBytes) {
        ByteBuffer bytes = chunk.buffer;
        int to = from;
        while (to < chunk.readable) {
            int total = RecordFormat.HEADER_BYTES + RecordFormat.effectLength(bytes, to);
            if (to > from && to + total - from > maxBytes) {
                break;
            }
            to += total;
        }
        byte[] copy = new byte[to - from];
        bytes.get(from, copy);
        ByteBuffer records = ByteBuffer.wrap(copy);
        for (int at = 0; at < copy.length; at += RecordFormat.HEADER_BYTES + RecordFormat.effectLength(records, at)) {
            RecordFormat.clearBatchMark(records, at);
        }
        return records;
    }

    /** The log ends at {@code to} from now on. What is appended next begins another chain: the log thread may still be at this one. */
    void cutTo(long to) {
        while (!chunks.isEmpty() && chunks.getLast().start >= to) {
            bytes -= chunks.removeLast().buffer.capacity(); // not into the pool: it may still be written from
        }
        if (!chunks.isEmpty() && chunks.getLast().end() > to) {
            chunks.getLast().readable = (int) (to - chunks.getLast().start);
        }
        open = Chunk.head(to);
    }

    /** The log begins anew at {@code offset}, without a record. */
    void beginAt(long offset) {
        chunks.clear();
        bytes = 0;
        open = Chunk.head(offset);
    }

    /** The log begins only at {@code offset} from now on. */
    void dropBefore(long offset) {
        while (!chunks.isEmpty() && chunks.getFirst().end() <= offset && chunks.getFirst() != open) {
            bytes -= chunks.removeFirst().buffer.capacity();
        }
    }
}
