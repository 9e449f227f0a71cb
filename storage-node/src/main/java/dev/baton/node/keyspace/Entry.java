package dev.baton.node.keyspace;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key with its value and what is known about it. Seen by commands read-only; changed only by {@link Keyspace} when it performs an {@link Op}.
 *
 * <p>There may be many millions of these: the key's hash and a string's place in {@link ValueMemory}, where its key is as well, are fields
 * here, not objects of their own.
 */
public final class Entry {
    /** {@link #expireAt()} of a key that doesn't expire. */
    public static final long NEVER = 0;

    /** Entry and the table's slot: an estimate with compressed references. */
    private static final int OVERHEAD = 56;

    private static final int ARRAY_OVERHEAD = 16;
    private static final int SCAN_BITS = 8;
    private static final int SCAN_MASK = (1 << SCAN_BITS) - 1;

    /** Null while it is in the chunk, with the value. */
    private byte @Nullable [] key;

    final int hash;
    /** A string's chunk or, if large, byte[]; a CollectionValue; null before it has one, and once the entry has left the keyspace. */
    @Nullable
    Object value;
    /** Where in the chunk the string is. */
    int at;

    long expireAt = NEVER;
    long lastWrite;
    /** How it was used, 24 bits as {@link Usage} packs them; then 8 bits of the scan that has seen it or during which it was made. */
    private int marks;

    @Nullable
    Entry next;

    Entry(Bytes key, int scan, int use) {
        this.key = key.array();
        this.hash = key.hashCode();
        this.marks = use << SCAN_BITS | scan & SCAN_MASK;
    }

    /** Whether the scan of that number has seen it; of any two scans less than 256 apart it can tell which. */
    boolean isSeenBy(int scan) {
        return (marks & SCAN_MASK) == (scan & SCAN_MASK);
    }

    void seenBy(int scan) {
        marks = marks & ~SCAN_MASK | scan & SCAN_MASK;
    }

    int use() {
        return marks >>> SCAN_BITS;
    }

    void use(int next) {
        marks = next << SCAN_BITS | marks & SCAN_MASK;
    }

    public Bytes key() {
        return new Bytes(keyBytes(), hash);
    }

    boolean isOf(Bytes candidate) {
        byte[] own = key;
        return own != null ? Arrays.equals(own, candidate.array()) : chunk().keyIs(at, candidate.array());
    }

    /** A copy perhaps: not to be changed. */
    byte[] keyBytes() {
        byte[] own = key;
        return own != null ? own : chunk().key(at);
    }

    private ValueMemory.Chunk chunk() {
        return (ValueMemory.Chunk) Objects.requireNonNull(value, "a key is here or with its value");
    }

    /** The string and its key are in a chunk from now on. */
    void moveTo(ValueMemory.Chunk chunk, int block) {
        key = null;
        value = chunk;
        at = block;
    }

    /** The value, if any, is on the heap from now on, and so is the key. What block they had is for the caller to give back. */
    void moveToHeap(@Nullable Object newValue) {
        key = keyBytes();
        value = newValue;
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
        return value instanceof CollectionValue collection ? collection.type() : ValueType.STRING;
    }

    /** The bytes of a string, a copy perhaps: not to be changed, and not to be kept beyond the next op, which may change them. */
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

    /** The elements of a value of any type but string. */
    public CollectionValue collection() {
        if (value instanceof CollectionValue collection) {
            return collection;
        }
        throw new WrongTypeException();
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

    public SetValue set() {
        if (value instanceof SetValue set) {
            return set;
        }
        throw new WrongTypeException();
    }

    public SortedSetValue sortedSet() {
        if (value instanceof SortedSetValue sortedSet) {
            return sortedSet;
        }
        throw new WrongTypeException();
    }

    boolean isExpired(long nowMillis) {
        return expireAt != NEVER && nowMillis > expireAt;
    }

    /** Estimated bytes of memory, key and value. */
    public long bytes() {
        return weight();
    }

    /** Estimated bytes of memory. */
    long weight() {
        byte[] onHeap = key;
        if (onHeap == null) {
            return OVERHEAD + (long) chunk().blockBytes();
        }
        long own = OVERHEAD + ARRAY_OVERHEAD + (long) onHeap.length;
        if (value instanceof byte[] bytes) {
            return own + ARRAY_OVERHEAD + bytes.length;
        }
        return value instanceof CollectionValue collection ? own + collection.weight() : own;
    }
}
