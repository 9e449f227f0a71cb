package dev.baton.node.keyspace;

/**
 * One change of the keyspace. A command decides on the leader and leaves behind only ops; followers, recovery and snapshots perform the same ops and
 * never decide anything, so all reach the same state. Every value is final, every time absolute.
 *
 * <p>Arrays handed in are kept, not copied: they must not be changed afterwards.
 */
public sealed interface Op {
    /** Removes the key; nothing happens if it isn't there. */
    record Delete(Bytes key) implements Op {}

    /** Makes the key a string with this value and this expiry, whatever it was. {@code expireAt}: absolute ms or {@link Entry#NEVER}. */
    record Put(Bytes key, byte[] value, long expireAt) implements Op {}

    /** Overwrites a string from an offset on, growing it with zero bytes as needed; an absent key counts as empty. Keeps the expiry. */
    record Patch(Bytes key, int offset, byte[] bytes) implements Op {}

    /** Sets the expiry of a key. {@code expireAt}: absolute ms or {@link Entry#NEVER}. */
    record Expire(Bytes key, long expireAt) implements Op {}

    /** Sets fields of a hash, making it if absent. As many values as fields. Keeps the expiry. */
    record PutFields(Bytes key, Bytes[] fields, byte[][] values) implements Op {
        public PutFields {
            if (fields.length != values.length) {
                throw new IllegalArgumentException(fields.length + " fields but " + values.length + " values");
            }
        }
    }

    /** Removes fields of a hash, and the hash with its last field. */
    record DeleteFields(Bytes key, Bytes[] fields) implements Op {}

    /** Pushes elements one by one at one end of a list, making it if absent. Keeps the expiry. */
    record Push(Bytes key, End end, byte[][] elements) implements Op {}

    /** Takes elements off one end of a list, and the list away with its last element. */
    record Pop(Bytes key, End end, int count) implements Op {}

    /** Gives a value and its expiry another key, replacing what was there. */
    record Rename(Bytes from, Bytes to) implements Op {}

    /** Removes every key. */
    record Flush() implements Op {}

    /** An end of a list. */
    enum End {
        LEFT,
        RIGHT
    }
}
