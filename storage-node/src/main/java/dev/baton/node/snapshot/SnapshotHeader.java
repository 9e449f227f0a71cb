package dev.baton.node.snapshot;

import dev.baton.node.log.UnknownFormatException;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The head of a snapshot file. The whole file, big-endian:
 *
 * <pre>
 * header:  magic(8) version(4) historyLength(4) epoch(8) offset(8) keys(8) history(text) crc32c(4, of the header)
 * blocks:  length(4) crc32c(4, of the bytes) bytes(length) ...
 * trailer: -1(4) count(8, of blocks) crc32c(4, of header, trailer and every block's first 8 bytes)
 * </pre>
 *
 * <p>A block holds some entries one after the other, never a part of one. Its bytes are summed once: the last checksum covers them by
 * the one that stands before them.
 *
 * @param position the state is that after exactly this position of the log
 * @param history epochs up to {@code position}
 * @param keys how many there were
 */
record SnapshotHeader(Position position, EpochHistory history, long keys) {
    static final int FIXED = 8 + 4 + 4 + 8 + 8 + 8;
    static final int END_OF_BLOCKS = -1;
    static final int TRAILER_BYTES = 4 + 8 + 4;
    private static final long MAGIC = 0x4241544f4e534e50L; // BATONSNP
    private static final int VERSION = 2;

    SnapshotHeader {
        if (!history.truncatedTo(position.offset()).equals(history)
                || !history.epochAt(position.offset()).equals(position.epoch())) {
            throw new IllegalArgumentException("position " + position + " doesn't end the history " + history.encode());
        }
    }

    ByteBuffer encode() {
        byte[] text = history.encode().getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.allocate(FIXED + text.length + 4);
        header.putLong(MAGIC).putInt(VERSION).putInt(text.length);
        header.putLong(position.epoch().number()).putLong(position.offset());
        header.putLong(keys).put(text);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, header.position());
        return header.putInt((int) crc.getValue()).flip();
    }

    /** Length of the history's text, judged from the fixed part. */
    static int historyLength(ByteBuffer fixed, Path file, long fileBytes) {
        if (fixed.remaining() < FIXED || fixed.getLong(0) != MAGIC) {
            throw new SnapshotDamagedException(file, 0, "no snapshot header");
        }
        int length = fixed.getInt(12);
        if (length < 0 || length > fileBytes - FIXED - 4) {
            throw new SnapshotDamagedException(file, 12, "a history of " + length + " bytes");
        }
        return length;
    }

    /**
     * @param header the whole header
     * @throws UnknownFormatException when it is one of another version
     */
    static SnapshotHeader decode(ByteBuffer header, Path file) throws UnknownFormatException {
        int used = header.limit() - 4;
        int version = header.getInt(8);
        byte[] summed = new byte[used];
        header.get(0, summed);
        ByteBuffer.wrap(summed).putInt(8, VERSION);
        CRC32C crc = new CRC32C();
        crc.update(summed);
        boolean sound = (int) crc.getValue() == header.getInt(used);
        if (version != VERSION) {
            // With the right number in its place, a header of this version sums up: then the number is what was
            // damaged.
            if (sound) {
                throw new SnapshotDamagedException(file, 8, "a damaged version number");
            }
            throw new UnknownFormatException(file, version, VERSION);
        }
        if (!sound) {
            throw new SnapshotDamagedException(file, used, "a bad checksum of the header");
        }
        byte[] text = new byte[used - FIXED];
        header.get(FIXED, text);
        Position position = new Position(new Epoch(header.getLong(16)), header.getLong(24));
        return new SnapshotHeader(
                position, EpochHistory.decode(new String(text, StandardCharsets.UTF_8)), header.getLong(32));
    }
}
