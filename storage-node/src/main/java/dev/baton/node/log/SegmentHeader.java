package dev.baton.node.log;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The head of a segment file: which position its first record follows, and every epoch before it. So any suffix of the segments is a
 * log of its own, and retention is the deletion of files.
 *
 * <p>Layout: magic(8) version(4) headerBytes(4) epoch(8) offset(8) historyLength(4) history(text) crc32c(4), zeros up to headerBytes.
 *
 * @param base position before the first record
 * @param history epochs that began before {@code base}
 */
record SegmentHeader(Position base, EpochHistory history) {
    private static final long MAGIC = 0x4241544f4e4c4f47L; // BATONLOG
    private static final int VERSION = 1;
    private static final int FIXED = 8 + 4 + 4 + 8 + 8 + 4;
    private static final int ALIGNMENT = 512;

    /** The header padded to a multiple of 512 bytes: the first record then shares no sector with it. */
    ByteBuffer encode() {
        byte[] text = history.encode().getBytes(StandardCharsets.UTF_8);
        int used = FIXED + text.length + 4;
        int bytes = (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(bytes);
        header.putLong(MAGIC).putInt(VERSION).putInt(bytes);
        header.putLong(base.epoch().number())
                .putLong(base.offset())
                .putInt(text.length)
                .put(text);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, header.position());
        header.putInt((int) crc.getValue());
        return header.clear();
    }

    /** Where the first record lies in the file whose beginning is {@code file}. */
    static int headerBytes(ByteBuffer file) {
        return file.getInt(12);
    }

    /** @throws LogDamagedException when {@code file} doesn't begin with a sound header */
    static SegmentHeader decode(ByteBuffer file, Path name) {
        int limit = file.limit();
        if (limit < FIXED + 4 || file.getLong(0) != MAGIC) {
            throw new LogDamagedException(name, 0, "no segment header");
        }
        if (file.getInt(8) != VERSION) {
            throw new LogDamagedException(
                    name, 8, "segment format " + file.getInt(8) + ", this build reads " + VERSION + ",");
        }
        int bytes = headerBytes(file);
        int length = file.getInt(FIXED - 4);
        if (bytes > limit || length < 0 || length > bytes - FIXED - 4) {
            throw new LogDamagedException(name, 12, "bad segment header");
        }
        CRC32C crc = new CRC32C();
        crc.update(file.slice(0, FIXED + length));
        if ((int) crc.getValue() != file.getInt(FIXED + length)) {
            throw new LogDamagedException(name, FIXED + (long) length, "bad checksum of the segment header");
        }
        byte[] text = new byte[length];
        file.get(FIXED, text);
        Position base = new Position(new Epoch(file.getLong(16)), file.getLong(24));
        return new SegmentHeader(base, EpochHistory.decode(new String(text, StandardCharsets.UTF_8)));
    }
}
