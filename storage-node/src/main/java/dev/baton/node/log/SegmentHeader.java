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

    /**
     * @throws LogDamagedException when {@code file} doesn't begin with a sound header
     * @throws UnknownFormatException when it begins with one of another version
     */
    static SegmentHeader decode(ByteBuffer file, Path name) throws UnknownFormatException {
        int limit = file.limit();
        if (limit < FIXED + 4 || file.getLong(0) != MAGIC) {
            throw new LogDamagedException(name, 0, "no segment header");
        }
        int version = file.getInt(8);
        int bytes = headerBytes(file);
        int length = file.getInt(FIXED - 4);
        boolean fits = bytes <= limit && length >= 0 && length <= bytes - FIXED - 4;
        if (version != VERSION) {
            // With the right number in its place, a header of this version sums up: then the number is what was
            // damaged.
            if (fits && checksum(file, length) == file.getInt(FIXED + length)) {
                throw new LogDamagedException(name, 8, "a damaged version number in the segment header");
            }
            throw new UnknownFormatException(name, version, VERSION);
        }
        if (!fits) {
            throw new LogDamagedException(name, 12, "bad segment header");
        }
        if (checksum(file, length) != file.getInt(FIXED + length)) {
            throw new LogDamagedException(name, FIXED + (long) length, "bad checksum of the segment header");
        }
        byte[] text = new byte[length];
        file.get(FIXED, text);
        Position base = new Position(new Epoch(file.getLong(16)), file.getLong(24));
        return new SegmentHeader(base, EpochHistory.decode(new String(text, StandardCharsets.UTF_8)));
    }

    /** Of the header with this build's version in it. */
    private static int checksum(ByteBuffer file, int historyLength) {
        byte[] header = new byte[FIXED + historyLength];
        file.get(0, header);
        ByteBuffer.wrap(header).putInt(8, VERSION);
        CRC32C crc = new CRC32C();
        crc.update(header);
        return (int) crc.getValue();
    }
}
