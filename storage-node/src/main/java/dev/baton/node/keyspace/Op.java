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

    /** Gives a value and its expiry another key, replacing what was there. */
    record Rename(Bytes from, Bytes to) implements Op {}

    /** Makes another key hold an equal value, with its expiry, replacing what was there. */
    record Copy(Bytes from, Bytes to) implements Op {}

    /** Removes every key. */
    record Flush() implements Op {}

    /**
     * Changes the elements of a value, which performs it itself: see {@link CollectionValue#perform}. Keeps the expiry; the key goes with its
     * last element.
     */
    sealed interface OnCollection extends Op {
        Bytes key();

        /** Of the value it changes. */
        ValueType type();

        /** Whether an absent key is made; if not, the key must be there. */
        default boolean makes() {
            return false;
        }
    }

    /** Changes a hash. */
    sealed interface OnHash extends OnCollection {
        @Override
        default ValueType type() {
            return ValueType.HASH;
        }
    }

    /** Sets fields of a hash, making it if absent. As many values as fields. */
    record PutFields(Bytes key, Bytes[] fields, byte[][] values) implements OnHash {
        public PutFields {
            if (fields.length != values.length) {
                throw new IllegalArgumentException(fields.length + " fields but " + values.length + " values");
            }
        }

        @Override
        public boolean makes() {
            return true;
        }
    }

    /** Removes fields of a hash. */
    record DeleteFields(Bytes key, Bytes[] fields) implements OnHash {}

    /** Changes a list. */
    sealed interface OnList extends OnCollection {
        @Override
        default ValueType type() {
            return ValueType.LIST;
        }
    }

    /** Pushes elements one by one at one end of a list, making it if absent. */
    record Push(Bytes key, End end, byte[][] elements) implements OnList {
        @Override
        public boolean makes() {
            return true;
        }
    }

    /** Takes elements off one end of a list. */
    record Pop(Bytes key, End end, int count) implements OnList {}

    /** Replaces the element at an index. */
    record SetElement(Bytes key, int index, byte[] element) implements OnList {}

    /** Inserts an element so that it has an index, from 0 to the size. */
    record Insert(Bytes key, int index, byte[] element) implements OnList {}

    /** Removes so many elements that equal one, those nearest to an end. As many must be there. */
    record RemoveEqual(Bytes key, End end, int count, byte[] element) implements OnList {}

    /** Changes a set. */
    sealed interface OnSet extends OnCollection {
        @Override
        default ValueType type() {
            return ValueType.SET;
        }
    }

    /** Adds members to a set, making it if absent. Those it has already stay. */
    record AddMembers(Bytes key, Bytes[] members) implements OnSet {
        @Override
        public boolean makes() {
            return true;
        }
    }

    /** Removes members of a set. */
    record RemoveMembers(Bytes key, Bytes[] members) implements OnSet {}

    /** Changes a sorted set. */
    sealed interface OnSortedSet extends OnCollection {
        @Override
        default ValueType type() {
            return ValueType.SORTED_SET;
        }
    }

    /** Adds members to a sorted set, or gives them other scores, making it if absent. As many scores as members, none of them NaN. */
    record PutScores(Bytes key, Bytes[] members, double[] scores) implements OnSortedSet {
        public PutScores {
            if (members.length != scores.length) {
                throw new IllegalArgumentException(members.length + " members but " + scores.length + " scores");
            }
        }

        @Override
        public boolean makes() {
            return true;
        }
    }

    /** Removes members of a sorted set. */
    record RemoveScored(Bytes key, Bytes[] members) implements OnSortedSet {}

    /** An end of a list. */
    enum End {
        LEFT,
        RIGHT
    }
}
