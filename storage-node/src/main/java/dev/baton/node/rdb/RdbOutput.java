package dev.baton.node.rdb;

import dev.baton.node.resp.Integers;
import dev.baton.node.resp.RequestDecoder;
import java.util.Arrays;

/** Writes the parts that RDB values are made of. */
final class RdbOutput {
    private byte[] buffer = new byte[64];
    private int size;

    int size() {
        return size;
    }

    /** Valid up to {@link #size} and until the next call. */
    byte[] buffer() {
        return buffer;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    void raw(int value) throws BadDataException {
        reserve(1);
        buffer[size++] = (byte) value;
    }

    void littleEndian(long value, int count) throws BadDataException {
        reserve(count);
        for (int i = 0; i < count; i++) {
            buffer[size++] = (byte) (value >>> (8 * i));
        }
    }

    void length(int length) throws BadDataException {
        if (length < 1 << 6) {
            raw(length);
        } else if (length < 1 << 14) {
            raw(0x40 | length >>> 8);
            raw(length);
        } else {
            raw(0x80);
            littleEndian(Integer.reverseBytes(length), 4);
        }
    }

    /** One that is an integer of up to 32 bits is written as such. */
    void string(byte[] bytes) throws BadDataException {
        if (Integers.isLong(bytes)) {
            long value = Integers.parse(bytes);
            for (int form = 0; form < 3; form++) {
                int width = 1 << form;
                int unused = Long.SIZE - 8 * width;
                if (value << unused >> unused == value) {
                    raw(0xc0 | form);
                    littleEndian(value, width);
                    return;
                }
            }
        }
        length(bytes.length);
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void reserve(int more) throws BadDataException {
        if (more > buffer.length - size) {
            long needed = (long) size + more;
            if (needed > RequestDecoder.MAX_BULK_BYTES) {
                throw new BadDataException(
                        "the payload would be longer than " + RequestDecoder.MAX_BULK_BYTES + " bytes");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(2L * size, RequestDecoder.MAX_BULK_BYTES)));
        }
    }
}
