package dev.baton.node.keyspace;

import org.jspecify.annotations.Nullable;

/**
 * A key with its value and what is known about it. Seen by commands read-only; changed only by {@link Keyspace} when it performs an {@link Op}.
 */
public final class Entry {
    /** {@link #expireAt()} of a key that doesn't expire. */
    public static final long NEVER = 0;

    /** Entry, key wrapper, two array headers and the table's slot: an estimate with compressed references. */
    private static final int OVERHEAD = 120;

    final Bytes key;
    /** A string's Block or, if large, byte[]; HashValue or ListValue; null once the entry has left the keyspace. */
    @Nullable
    Object value;

    long expireAt = NEVER;
    long lastWrite;
    /** The scan that has already seen this entry, or during which it was made. */
    int scanned;

    @Nullable
    Entry next;

    Entry(Bytes key, Object value, int scanned) {
        this.key = key;
        this.value = value;
        this.scanned = scanned;
    }

    public Bytes key() {
        return key;
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
        if (value instanceof Block block) {
            return block.read();
        }
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw new WrongTypeException();
    }

    /** How long a string is, without copying it. */
    public int stringLength() {
        return value instanceof Block block ? block.length() : string().length;
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
        long own = OVERHEAD + (long) key.length();
        if (value instanceof Block block) {
            return own + block.weight();
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
