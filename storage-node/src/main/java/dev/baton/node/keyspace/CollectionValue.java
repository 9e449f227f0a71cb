package dev.baton.node.keyspace;

import java.util.function.Consumer;

/**
 * What a key of any type but string holds: elements. Read by commands; changed only by the ops of its own type, which {@link Keyspace} has it
 * perform. The keyspace, not the value, keeps the sum of weights, writes the pre-image a snapshot needs and drops a value left empty.
 */
public abstract sealed class CollectionValue permits HashValue, ListValue, SetValue, SortedSetValue {
    CollectionValue() {}

    /** An empty one, for the first op that makes it. */
    static CollectionValue empty(ValueType type) {
        return switch (type) {
            case HASH -> new HashValue();
            case LIST -> new ListValue();
            case SET -> new SetValue();
            case SORTED_SET -> new SortedSetValue();
            case STRING -> throw new IllegalArgumentException("a string has no elements");
        };
    }

    public abstract ValueType type();

    /** Elements. */
    public abstract int size();

    /** Estimated bytes of memory, counted from what it holds alone, so that it is the same on every member. Called often: kept, not counted anew. */
    abstract long weight();

    /** @param op of this type */
    abstract void perform(Op.OnCollection op);

    /**
     * The ops that make an equal value of an absent key, in the same order of its elements. They share its byte arrays.
     *
     * @param pieceBytes about how many bytes of elements one op holds at most
     */
    public abstract void remake(Bytes key, int pieceBytes, Consumer<? super Op> ops);
}
