package dev.baton.node.rdb;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The payload of DUMP and RESTORE: the type of a value, the value, and a footer of two bytes with the version of RDB and eight with the CRC-64 of all
 * before it, both the lowest byte first.
 */
public final class Dump {
    /** That of Redis 7.0. */
    private static final int VERSION = 10;

    private static final int FOOTER_BYTES = 10;
    private static final int CHECKSUM_BYTES = 8;

    private Dump() {}

    /**
     * The payload for a value, in the plainest form that its type has: whoever reads it makes of it the form that fits.
     *
     * @throws BadDataException if it would be longer than a request can be
     */
    public static byte[] of(Entry entry) throws BadDataException {
        RdbOutput out = new RdbOutput();
        ValueWriter.write(entry, out);
        out.littleEndian(VERSION, 2);
        out.littleEndian(Crc64.of(out.buffer(), 0, out.size()), CHECKSUM_BYTES);
        return out.toBytes();
    }

    /** Whether the checksum is right and the version one that can be read. */
    public static boolean isIntact(byte[] payload) {
        if (payload.length < FOOTER_BYTES) {
            return false;
        }
        int covered = payload.length - CHECKSUM_BYTES;
        int version = (payload[covered - 2] & 0xff) | (payload[covered - 1] & 0xff) << 8;
        long checksum = 0;
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            checksum |= (payload[covered + i] & 0xffL) << (8 * i);
        }
        return version <= VERSION && checksum == Crc64.of(payload, 0, covered);
    }

    /**
     * The ops that make the value of an intact payload, for a key that isn't there.
     *
     * @param expireAt absolute ms or {@link Entry#NEVER}
     * @param growth is told, before a packed string is unpacked, how many bytes all of them have together, many times the payload's own perhaps; it may
     *     refuse by an exception
     */
    public static List<Op> restore(Bytes key, byte[] payload, long expireAt, LongConsumer growth)
            throws BadDataException {
        RdbInput value = new RdbInput(payload, 0, payload.length - FOOTER_BYTES, growth);
        return new ValueReader(value).ops(key, expireAt);
    }
}
