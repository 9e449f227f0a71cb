package dev.baton.node.rdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Reads the parts that RDB values are made of. Never past its bytes, and never more memory than they can fill. */
final class RdbInput {
    private static final int SMALL = 0;
    private static final int MEDIUM = 1;
    private static final int SPECIAL = 3;
    private static final int LONG_32 = 0x80;
    private static final int LONG_64 = 0x81;

    private final byte[] bytes;
    private final int end;
    private final LongConsumer growth;
    private int at;
    private long unpacked;

    /** @param growth is told, before a string is unpacked, how many bytes all unpacked ones have together; what it throws is passed on */
    RdbInput(byte[] bytes, int from, int end, LongConsumer growth) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.growth = growth;
    }

    /** One of bytes that nothing is packed in. */
    static RdbInput ofAll(byte[] bytes) {
        return new RdbInput(bytes, 0, bytes.length, growth -> {});
    }

    int left() {
        return end - at;
    }

    int unsigned() throws BadDataException {
        need(1);
        return bytes[at++] & 0xff;
    }

    void skip(int count) throws BadDataException {
        need(count);
        at += count;
    }

    byte[] raw(long count) throws BadDataException {
        need(count);
        byte[] copy = Arrays.copyOfRange(bytes, at, at + (int) count);
        at += (int) count;
        return copy;
    }

    /** A signed number of one to eight bytes, the lowest first. */
    long littleEndian(int count) throws BadDataException {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[at++] & 0xffL) << (8 * i);
        }
        int unused = Long.SIZE - 8 * count;
        return value << unused >> unused;
    }

    /** An unsigned number of one to seven bytes, the highest first. */
    long bigEndian(int count) throws BadDataException {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | (bytes[at++] & 0xff);
        }
        return value;
    }

    /** How many elements follow, of which each takes so many bytes at least. None at all is no value. */
    int count(int leastBytesEach) throws BadDataException {
        long count = length(unsigned());
        if (count < 1 || count > left() / leastBytesEach) {
            throw new BadDataException("a count of " + count + " where " + left() + " bytes are left");
        }
        return (int) count;
    }

    byte[] string() throws BadDataException {
        int first = unsigned();
        if (first >>> 6 != SPECIAL) {
            return raw(length(first));
        }
        return switch (first & 0x3f) {
            case 0 -> decimal(littleEndian(1));
            case 1 -> decimal(littleEndian(2));
            case 2 -> decimal(littleEndian(4));
            case 3 -> {
                long packed = length(unsigned());
                long length = length(unsigned());
                byte[] source = raw(packed);
                Lzf.check(source, length);
                unpacked += length;
                growth.accept(unpacked);
                yield Lzf.unpack(source, (int) length);
            }
            default -> throw new BadDataException("an unknown encoding of a string: " + first);
        };
    }

    /** A length, or a number small enough to be written as one. */
    long length() throws BadDataException {
        return length(unsigned());
    }

    private long length(int first) throws BadDataException {
        return switch (first >>> 6) {
            case SMALL -> first;
            case MEDIUM -> (first & 0x3fL) << 8 | unsigned();
            case SPECIAL -> throw new BadDataException("a length was expected");
            default -> {
                if (first == LONG_32) {
                    yield bigEndian(4);
                }
                if (first != LONG_64) {
                    throw new BadDataException("an unknown form of a length: " + first);
                }
                long high = bigEndian(4);
                long low = bigEndian(4);
                yield high << 32 | low;
            }
        };
    }

    static byte[] decimal(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    private void need(long count) throws BadDataException {
        if (count < 0 || count > end - at) {
            throw new BadDataException(count + " bytes were expected, " + (end - at) + " are left");
        }
    }
}
