package dev.baton.node.command;

import dev.baton.node.keyspace.CollectionValue;
import dev.baton.node.keyspace.Entry;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * HSCAN, SSCAN, ZSCAN: iterates over the elements of a value by their indexes, downwards. The cursor is the index below which it goes on, 0 at
 * the beginning and at the end. As who is removed leaves its index to the last, whoever is there all the time is met, and on another member too.
 *
 * <p>A value that Redis would keep in one piece is visited at once, whatever count is asked for, as Redis does and people have come to expect.
 */
final class ElementScan {
    private static final long DEFAULT_COUNT = 10;

    private ElementScan() {}

    /** The name of the element at an index, to be matched. */
    @FunctionalInterface
    interface Names<V> {
        byte[] at(V value, int index);
    }

    /** Writes the element at an index. */
    @FunctionalInterface
    interface Elements<V> {
        void write(V value, int index);
    }

    /** @param repliesEach how many replies the writer of elements writes for one */
    static <V extends CollectionValue> void run(
            Call call, Function<Entry, V> type, int repliesEach, Names<V> names, Elements<V> elements) {
        long cursor = IterationCommands.cursor(call.argument(2));
        Entry entry = call.look(call.key(1));
        if (entry == null) {
            call.out().array(2);
            call.out().bulk("0");
            call.out().array(0);
            return;
        }
        V value = type.apply(entry);
        long count = DEFAULT_COUNT;
        GlobPattern pattern = null;
        for (int i = 3; i < call.count(); i += 2) {
            boolean more = i + 1 < call.count();
            if (more && call.is(i, "COUNT")) {
                count = call.integer(i + 1);
                if (count < 1) {
                    throw CommandException.syntax();
                }
            } else if (more && call.is(i, "MATCH")) {
                pattern = new GlobPattern(call.argument(i + 1));
            } else {
                throw CommandException.syntax();
            }
        }
        int size = value.size();
        // Unsigned: what we never gave out is taken for any number.
        int below = cursor == 0 || Long.compareUnsigned(cursor, size) > 0 ? size : (int) cursor;
        int end = (int) Math.max(0, below - count);
        if (Encoding.isInOnePiece(entry, call.server().settings())) {
            below = size;
            end = 0;
        }
        int[] found = matching(value, below, end, pattern, names);
        call.out().array(2);
        call.out().bulk(Integer.toString(end));
        call.out().array(found.length * repliesEach);
        for (int index : found) {
            elements.write(value, index);
        }
    }

    private static <V> int[] matching(V value, int below, int end, @Nullable GlobPattern pattern, Names<V> names) {
        int[] found = new int[below - end];
        int count = 0;
        for (int i = end; i < below; i++) {
            if (pattern == null || pattern.matches(names.at(value, i))) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
