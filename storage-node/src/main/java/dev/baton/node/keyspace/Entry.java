package dev.baton.node.keyspace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key with its value and what is known about it. Seen by commands read-only; changed only by {@link Keyspace} when it performs an {@link Op}.
 *
 * <p>There may be many millions of these: the key's {@link Bytes} and a string's place in {@link ValueMemory} are fields here, not objects
 * of their own.
 */
public final class Entry {
    /** {@link #expireAt()} of a key that doesn't expire. */
    public static final long NEVER = 0;

    /** Entry, the key's array header and the table's slot: an estimate with compressed references. */
    private static final int OVERHEAD = 72;

    private final byte[] key;
    final int hash;
    /** A string's chunk or, if large, byte[]; HashValue or ListValue; null before it has one, and once the entry has left the keyspace. */
    @Nullable
    Object value;
    /** Where in the chunk the string is. */
    int at;

    long expireAt = NEVER;
    long lastWrite;
    /** The scan that has already seen this entry, or during which it was made. */
    int scanned;

    @Nullable
    Entry next;

    Entry(Bytes key, int scanned) {
        this.key = key.array();
        this.hash = key.hashCode();
        this.scanned = scanned;
    }

    public Bytes key() {
        return new Bytes(key, hash);
    }

    boolean isOf(Bytes candidate) {
        return Arrays.equals(key, candidate.array());
    }

    /** Absolute milliseconds since 1970, or {@link #NEVER}. */
    public long expireAt() {
        return expireAt;
    }

    public boolean expires() {
        return expireAt != NEVER;
    }

    /** End offset of the record that last changed this key; 0 when loaded from a snapshot. */
    public long lastWrite() {
        return lastWrite;
    }

    public ValueType type() {
        if (value instanceof HashValue) {
            return ValueType.HASH;
        }
        return value instanceof ListValue ? ValueType.LIST : ValueType.STRING;
    }

    /** The bytes of a string, a copy perhaps: not to be changed. */
    public byte[] string() {
        if (value instanceof ValueMemory.Chunk chunk) {
            return chunk.read(at);
        }
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw new WrongTypeException();
    }

    /** How long a string is, without copying it. */
    public int stringLength() {
        return value instanceof ValueMemory.Chunk chunk ? chunk.length(at) : string().length;
    }

    public HashValue hash() {
        if (value instanceof HashValue hash) {
            return hash;
        }
        throw new WrongTypeException();
    }

    public ListValue list() {
        if (value instanceof ListValue list) {
            return list;
        }
        throw new WrongTypeException();
    }

    boolean isExpired(long nowMillis) {
        return expireAt != NEVER && nowMillis > expireAt;
    }

    /** Estimated bytes of memory. */
    long weight() {
        long own = OVERHEAD + (long) key.length;
        if (value instanceof ValueMemory.Chunk chunk) {
            return own + chunk.blockBytes();
        }
        if (value instanceof byte[] bytes) {
            return own + bytes.length;
        }
        if (value instanceof HashValue hash) {
            return own + hash.weight();
        }
        return value instanceof ListValue list ? own + list.weight() : own;
    }
}
