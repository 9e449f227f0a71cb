package dev.baton.node.rdb;

/** The CRC-64 of RDB: polynomial of Jones 0xad93d23594c935a9, reflected, first and last value 0. Eight bytes a step (slicing, Kounavis and Berry 2005). */
final class Crc64 {
    private static final long REFLECTED_POLYNOMIAL = 0x95ac9329ac4bc9b5L;
    private static final long[][] TABLES = tables();

    private Crc64() {}

    static long of(byte[] bytes, int from, int length) {
        long crc = 0;
        int at = from;
        int end = from + length;
        for (; at + 8 <= end; at += 8) {
            long next = 0;
            for (int i = 0; i < 8; i++) {
                next ^= TABLES[7 - i][(int) ((crc >>> (8 * i)) & 0xff) ^ (bytes[at + i] & 0xff)];
            }
            crc = next;
        }
        for (; at < end; at++) {
            crc = TABLES[0][(int) (crc & 0xff) ^ (bytes[at] & 0xff)] ^ (crc >>> 8);
        }
        return crc;
    }

    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int n = 0; n < 256; n++) {
            long crc = n;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 1 ? (crc >>> 1) ^ REFLECTED_POLYNOMIAL : crc >>> 1;
            }
            tables[0][n] = crc;
        }
        for (int k = 1; k < 8; k++) {
            for (int n = 0; n < 256; n++) {
                long before = tables[k - 1][n];
                tables[k][n] = tables[0][(int) (before & 0xff)] ^ (before >>> 8);
            }
        }
        return tables;
    }
}
