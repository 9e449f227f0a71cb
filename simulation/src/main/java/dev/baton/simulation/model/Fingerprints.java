package dev.baton.simulation.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A set of states, of which it keeps 64 bits each (hash compaction, Wolper and Leroy 1993): of n states, two share their bits with a
 * probability below n²/2⁶⁵, one in forty thousand for thirty million. An open table of longs; grows by doubling, until memory ends.
 */
final class Fingerprints {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long[] table = new long[1 << 16];
    private int size;

    /** Whether it is new. */
    boolean add(byte[] state) {
        if (size > table.length / 4 * 3) {
            grow();
        }
        if (insert(table, of(state))) {
            size++;
            return true;
        }
        return false;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] greater = new long[table.length * 2];
        for (long fingerprint : table) {
            if (fingerprint != 0) {
                insert(greater, fingerprint);
            }
        }
        table = greater;
    }

    private static boolean insert(long[] table, long fingerprint) {
        int mask = table.length - 1;
        for (int at = (int) (fingerprint >>> 20) & mask; ; at = at + 1 & mask) {
            if (table[at] == 0) {
                table[at] = fingerprint;
                return true;
            }
            if (table[at] == fingerprint) {
                return false;
            }
        }
    }

    /** Multiply and fold, eight bytes at a time, the constants of wyhash. Never 0. */
    private static long of(byte[] state) {
        long hash = 0xa0761d6478bd642fL;
        for (int at = 0; at < state.length; at += 8) {
            long word = (long) LONGS.get(state, at) ^ 0xe7037ed1a0b428dbL;
            hash = fold(hash ^ word, 0x8ebc6af09c88c6e3L) + at;
        }
        hash = fold(hash, 0x589965cc75374cc3L);
        return hash == 0 ? 1 : hash;
    }

    private static long fold(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
}
