package dev.baton.node.keyspace;

import java.util.Map;
import java.util.TreeMap;

/** A keyspace as text, to compare two of them. */
public final class KeyspaceProbe {
    private KeyspaceProbe() {}

    /** Key to type, value and expiry; elements in their order. */
    public static Map<String, String> contents(Keyspace keyspace) {
        Map<String, String> contents = new TreeMap<>();
        keyspace.forEach(entry -> contents.put(entry.key().toString(), describe(entry)));
        return contents;
    }

    /** The weight counted anew from all entries. */
    public static long weigh(Keyspace keyspace) {
        long[] sum = {0};
        keyspace.forEach(entry -> sum[0] += entry.weight());
        return sum[0];
    }

    private static String describe(Entry entry) {
        StringBuilder text =
                new StringBuilder(entry.type().wireName()).append(' ').append(entry.expireAt());
        switch (entry.type()) {
            case STRING -> text.append(' ').append(Bytes.of(entry.string()));
            case HASH ->
                entry.hash()
                        .forEach((field, value) ->
                                text.append(' ').append(field).append('=').append(Bytes.of(value)));
            case SET -> {
                for (int i = 0; i < entry.set().size(); i++) {
                    text.append(' ').append(entry.set().get(i));
                }
            }
            case SORTED_SET -> {
                SortedSetValue set = entry.sortedSet();
                for (int i = 0; i < set.size(); i++) {
                    text.append(' ').append(set.get(i)).append('=').append(set.scoreAt(i));
                }
                text.append(" in order");
                set.forEach(
                        0,
                        set.size(),
                        false,
                        (member, score) -> text.append(' ')
                                .append(Bytes.of(member))
                                .append('=')
                                .append(score));
            }
            case LIST -> {
                for (int i = 0; i < entry.list().size(); i++) {
                    text.append(' ').append(Bytes.of(entry.list().get(i)));
                }
            }
        }
        return text.toString();
    }
}
