package dev.baton.node.keyspace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A byte string used as a key or a hash field, with its hash kept. The wrapped array must never be changed afterwards: it is not copied.
 *
 * <p>The hash is SipHash-1-3 (Aumasson and Bernstein, 2012) under a seed drawn at start, so that nobody outside can choose keys that
 * collide. It is local to the process: nothing replicated or persisted may depend on it. The system property {@code baton.hashSeed} fixes the
 * seed, for runs that must repeat exactly.
 */
public final class Bytes implements Comparable<Bytes> {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED_0;
    private static final long SEED_1;

    static {
        Long fixed = Long.getLong("baton.hashSeed");
        SecureRandom random = new SecureRandom();
        SEED_0 = fixed != null ? fixed : random.nextLong();
        SEED_1 = fixed != null ? ~fixed : random.nextLong();
    }

    private final byte[] array;
    private int hash; // 0: not computed yet

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** @param hash what {@link #hashCode} gave for these bytes, in this process */
    Bytes(byte[] array, int hash) {
        this.array = array;
        this.hash = hash;
    }

    /** Wraps without copying. */
    public static Bytes of(byte[] array) {
        return new Bytes(array);
    }

    /** The UTF-8 bytes of a text. */
    public static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The wrapped array itself: not to be changed. */
    public byte[] array() {
        return array;
    }

    public int length() {
        return array.length;
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            long full = sipHash(array, SEED_0, SEED_1);
            known = (int) (full ^ (full >>> 32));
            if (known == 0) {
                known = 1;
            }
            hash = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Bytes that && Arrays.equals(array, that.array));
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    /** For people: as UTF-8, whatever it is. */
    @Override
    public String toString() {
        return new String(array, StandardCharsets.UTF_8);
    }

    /** Little-endian, from {@code at} on. */
    static long eightBytes(byte[] data, int at) {
        return (long) LONGS.get(data, at);
    }

    static long sipHash(byte[] data, long key0, long key1) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        int whole = data.length & ~7;
        int at = 0;
        while (true) {
            long word;
            boolean last = at == whole;
            if (last) {
                word = ((long) data.length) << 56;
                for (int i = data.length - 1; i >= whole; i--) {
                    word |= (data[i] & 0xffL) << ((i - whole) * 8);
                }
            } else {
                word = eightBytes(data, at);
            }
            v3 ^= word;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
            if (last) {
                break;
            }
            at += 8;
        }
        v2 ^= 0xff;
        for (int round = 0; round < 3; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
