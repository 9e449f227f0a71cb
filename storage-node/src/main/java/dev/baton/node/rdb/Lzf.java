package dev.baton.node.rdb;

import dev.baton.node.resp.RequestDecoder;

/** Unpacks LZF (Lehmann 2000): runs of literal bytes, and copies of up to 264 bytes from up to 8 KiB back. */
final class Lzf {
    private static final int LONGEST_COPY = 264;

    private Lzf() {}

    /** Refuses an announced length that the bytes can't have been packed from, or no string has. */
    static void check(byte[] packed, long length) throws BadDataException {
        if (length < 0 || length > RequestDecoder.MAX_BULK_BYTES || length > (long) packed.length * LONGEST_COPY) {
            throw new BadDataException("a packed string can't hold " + length + " bytes");
        }
    }

    /** @param length of what was packed, as announced and checked */
    static byte[] unpack(byte[] packed, int length) throws BadDataException {
        byte[] out = new byte[length];
        int written = 0;
        int at = 0;
        while (at < packed.length) {
            int control = packed[at++] & 0xff;
            if (control < 32) {
                int literal = control + 1;
                if (literal > packed.length - at || literal > out.length - written) {
                    throw new BadDataException("a packed string ends in the middle");
                }
                System.arraycopy(packed, at, out, written, literal);
                at += literal;
                written += literal;
                continue;
            }
            int copy = control >>> 5;
            int needed = copy == 7 ? 2 : 1;
            if (needed > packed.length - at) {
                throw new BadDataException("a packed string ends in the middle");
            }
            if (copy == 7) {
                copy += packed[at++] & 0xff;
            }
            copy += 2;
            int from = written - ((control & 0x1f) << 8) - (packed[at++] & 0xff) - 1;
            if (from < 0 || copy > out.length - written) {
                throw new BadDataException("a packed string copies from outside of itself");
            }
            // One by one: what is copied may reach into what it makes.
            for (int i = 0; i < copy; i++) {
                out[written++] = out[from++];
            }
        }
        if (written != out.length) {
            throw new BadDataException("a packed string holds " + written + " bytes instead of " + length);
        }
        return out;
    }
}
