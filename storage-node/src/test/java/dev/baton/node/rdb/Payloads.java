package dev.baton.node.rdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Payloads of DUMP that a test makes by hand. */
public final class Payloads {
    private Payloads() {}

    /** A value with version and checksum behind it. */
    public static byte[] of(byte[] value) {
        ByteBuffer payload = ByteBuffer.allocate(value.length + 10).order(ByteOrder.LITTLE_ENDIAN);
        payload.put(value).putShort((short) 10);
        return payload.putLong(Crc64.of(payload.array(), 0, payload.position())).array();
    }

    /** A string of 264 times so many zeros and one more, packed: one, and copies of those before. */
    public static byte[] zeros(int copies) {
        int packed = 2 + 3 * copies;
        ByteBuffer value = ByteBuffer.allocate(12 + packed);
        value.put((byte) 0).put((byte) 0xc3).put((byte) 0x80).putInt(packed);
        value.put((byte) 0x80).putInt(264 * copies + 1).putShort((short) 0);
        for (int i = 0; i < copies; i++) {
            value.put((byte) 0xe0).put((byte) 255).put((byte) 0);
        }
        return of(value.array());
    }
}
