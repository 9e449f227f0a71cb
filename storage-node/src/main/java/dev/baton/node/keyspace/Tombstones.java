package dev.baton.node.keyspace;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers where deleted keys were deleted until that record is committed: a reply "no such key" must wait for the delete it saw (visibility =
 * durability).
 */
final class Tombstones {
    private record Tombstone(Bytes key, long offset) {}

    private final Map<Bytes, Long> offsets = new HashMap<>();
    private final ArrayDeque<Tombstone> inOrder = new ArrayDeque<>();

    /** Offsets never decrease. */
    void add(Bytes key, long offset) {
        offsets.put(key, offset);
        inOrder.add(new Tombstone(key, offset));
    }

    /** End offset of the record that deleted the key, or 0. */
    long offsetOf(Bytes key) {
        return offsets.isEmpty() ? 0 : offsets.getOrDefault(key, 0L);
    }

    /** Drops all whose record ends at or before the offset. */
    void committed(long offset) {
        Tombstone first = inOrder.peek();
        while (first != null && first.offset <= offset) {
            inOrder.remove();
            offsets.remove(first.key, first.offset);
            first = inOrder.peek();
        }
    }

    void clear() {
        offsets.clear();
        inOrder.clear();
    }

    int size() {
        return inOrder.size();
    }
}
