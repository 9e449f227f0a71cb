package dev.baton.node.log;

import dev.baton.protocol.Epoch;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a record lies in a file, in memory and on the wire, big-endian:
 *
 * <pre>length(4, of the effect) crc32c(4, over all that follows) epoch(8) startOffset(8) effect(length)</pre>
 *
 * <p>On disk alone, the top bit of the length marks the first record of a batch: all before it had been synced when it was written.
 * It lies outside the checksum and is cleared whenever records leave the log, so that the logical log is the same on every member.
 * Recovery needs it to tell a torn batch (a power loss keeps the pages of an unsynced batch in any order) from damage.
 */
public final class RecordFormat {
    public static final int HEADER_BYTES = 24;
    /** The longest effect, in bytes. */
    public static final int MAX_EFFECT_BYTES = (1 << 30) - 1;

    static final int CRC_AT = 4;
    static final int EPOCH_AT = 8;
    static final int START_AT = 16;
    private static final int BATCH_FLAG = 0x8000_0000;

    private RecordFormat() {}

    /** Length of the effect of the record at {@code at}, with the batch mark cleared. */
    public static int effectLength(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & ~BATCH_FLAG;
    }

    public static Epoch epoch(ByteBuffer bytes, int at) {
        return new Epoch(bytes.getLong(at + EPOCH_AT));
    }

    public static long startOffset(ByteBuffer bytes, int at) {
        return bytes.getLong(at + START_AT);
    }

    static boolean startsBatch(ByteBuffer bytes, int at) {
        return bytes.getInt(at) < 0;
    }

    static void markBatch(ByteBuffer bytes, int at) {
        // One byte only: the owner may be copying this very record for a follower, and must find its length whole.
        bytes.put(at, (byte) (bytes.get(at) | 0x80));
    }

    static void clearBatchMark(ByteBuffer bytes, int at) {
        bytes.put(at, (byte) (bytes.get(at) & 0x7f));
    }

    /** Puts a record at the buffer's position and moves it behind. */
    static void put(ByteBuffer into, CRC32C crc, long epoch, long start, ByteBuffer effect) {
        int at = into.position();
        int length = effect.remaining();
        into.putInt(length).putInt(0).putLong(epoch).putLong(start).put(effect.duplicate());
        into.putInt(at + CRC_AT, checksum(into, at, length, crc));
    }

    static int checksum(ByteBuffer bytes, int at, int effectLength, CRC32C crc) {
        crc.reset();
        crc.update(bytes.slice(at + EPOCH_AT, HEADER_BYTES - EPOCH_AT + effectLength));
        return (int) crc.getValue();
    }

    /**
     * Checks the record at {@code at}.
     *
     * @return its length with the header, or -1 when there is no whole, sound record that starts at offset {@code start}
     */
    static int check(ByteBuffer bytes, int at, int limit, long start, CRC32C crc) {
        if (limit - at < HEADER_BYTES || startOffset(bytes, at) != start) {
            return -1;
        }
        int length = effectLength(bytes, at);
        if (length < 1 || length > MAX_EFFECT_BYTES || length > limit - at - HEADER_BYTES) {
            return -1;
        }
        if (bytes.getLong(at + EPOCH_AT) < 1 || bytes.getInt(at + CRC_AT) != checksum(bytes, at, length, crc)) {
            return -1;
        }
        return HEADER_BYTES + length;
    }

    static ByteBuffer effect(ByteBuffer bytes, int at) {
        return bytes.slice(at + HEADER_BYTES, effectLength(bytes, at));
    }

    /** Visits the records from the buffer's position to its limit; they must be whole and sound. */
    public static void visit(ByteBuffer records, RecordVisitor visitor) {
        Epoch epoch = Epoch.NONE;
        for (int at = records.position(); at < records.limit(); ) {
            int total = HEADER_BYTES + effectLength(records, at);
            long number = records.getLong(at + EPOCH_AT);
            if (number != epoch.number()) {
                epoch = new Epoch(number);
            }
            long start = startOffset(records, at);
            visitor.record(epoch, start, start + total, effect(records, at));
            at += total;
        }
    }
}
