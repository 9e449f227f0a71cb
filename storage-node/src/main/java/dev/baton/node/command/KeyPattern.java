package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.ValueType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of SORT's BY and GET: a key in which the first {@code *} stands for an element, with the field of a hash behind {@code ->}; or {@code #},
 * the element itself.
 */
final class KeyPattern {
    private final byte[] pattern;
    private final int star;
    /** Where the key ends. */
    private final int keyEnd;

    private final @Nullable Bytes field;

    KeyPattern(byte[] pattern) {
        this.pattern = pattern;
        this.star = indexOf((byte) '*', 0);
        int arrow = star < 0 ? -1 : arrowAfter(star);
        boolean named = arrow >= 0 && arrow + 2 < pattern.length;
        this.keyEnd = named ? arrow : pattern.length;
        this.field = named ? Bytes.of(Arrays.copyOfRange(pattern, arrow + 2, pattern.length)) : null;
    }

    boolean dependsOnElement() {
        return star >= 0;
    }

    /** The string, or the field's value, that the pattern names for an element; null if there is none. */
    byte @Nullable [] look(Call call, byte[] element) {
        if (pattern.length == 1 && pattern[0] == '#') {
            return element;
        }
        if (star < 0) {
            return null;
        }
        byte[] key = new byte[keyEnd - 1 + element.length];
        System.arraycopy(pattern, 0, key, 0, star);
        System.arraycopy(element, 0, key, star, element.length);
        System.arraycopy(pattern, star + 1, key, star + element.length, keyEnd - star - 1);
        Entry entry = call.look(Bytes.of(key));
        if (entry == null || entry.type() != (field == null ? ValueType.STRING : ValueType.HASH)) {
            return null;
        }
        return field == null ? entry.string() : entry.hash().get(field);
    }

    private int arrowAfter(int from) {
        int at = indexOf((byte) '-', from);
        while (at >= 0 && (at + 1 == pattern.length || pattern[at + 1] != '>')) {
            at = indexOf((byte) '-', at + 1);
        }
        return at;
    }

    private int indexOf(byte wanted, int from) {
        for (int i = from; i < pattern.length; i++) {
            if (pattern[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
