package dev.baton.node.command;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A string read as bits: bit 0 is the highest of the first byte. Beyond the end all bits are 0. */
record Bitmap(byte[] bytes) {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    long bit(long index) {
        return index >= bytes.length * 8L ? 0 : (bytes[(int) (index >>> 3)] >> (7 - (index & 7))) & 1;
    }

    /** How many bits are set from one bit to before another; both within the string. */
    long count(long from, long to) {
        long count = 0;
        long at = from;
        while (at < to) {
            if ((at & 7) == 0 && to - at >= Long.SIZE) {
                count += Long.bitCount(word(at));
                at += Long.SIZE;
            } else {
                count += bit(at++);
            }
        }
        return count;
    }

    /** The first bit with this value from one bit to before another, both within the string; −1 if there is none. */
    long first(long wanted, long from, long to) {
        long at = from;
        while (at < to) {
            if ((at & 7) == 0 && to - at >= Long.SIZE) {
                int without = Long.numberOfLeadingZeros(wanted == 1 ? word(at) : ~word(at));
                if (without < Long.SIZE) {
                    return at + without;
                }
                at += Long.SIZE;
            } else if (bit(at) == wanted) {
                return at;
            } else {
                at++;
            }
        }
        return -1;
    }

    /** A number of up to 64 bits, unsigned. */
    long field(long at, int bits) {
        long value = 0;
        for (int i = 0; i < bits; i++) {
            value = value << 1 | bit(at + i);
        }
        return value;
    }

    /** Writes the lowest bits of a value. They must lie within the string. */
    void put(long at, int bits, long value) {
        for (int i = 0; i < bits; i++) {
            long index = at + i;
            int mask = 1 << (7 - (index & 7));
            int place = (int) (index >>> 3);
            bytes[place] = (byte) ((value >>> (bits - 1 - i) & 1) == 1 ? bytes[place] | mask : bytes[place] & ~mask);
        }
    }

    private long word(long bit) {
        return (long) WORDS.get(bytes, (int) (bit >>> 3));
    }
}
