package dev.baton.node.command;

import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.HashValue;
import dev.baton.node.keyspace.SetValue;
import dev.baton.node.keyspace.SortedSetValue;
import dev.baton.node.resp.Integers;

/** What OBJECT ENCODING calls a value: as Redis 7.0 would keep one of that type and size under its default settings, whatever we do. */
final class Encoding {
    private static final int LONGEST_EMBEDDED = 44;
    private static final int MOST_FIELDS = 512;
    private static final int MOST_INTEGERS = 512;
    private static final int MOST_SCORED = 128;
    private static final int LONGEST_IN_LISTPACK = 64;

    private Encoding() {}

    static String of(Entry entry) {
        return switch (entry.type()) {
            case STRING -> of(entry.string());
            case HASH -> isSmall(entry.hash()) ? "listpack" : "hashtable";
            case LIST -> "quicklist";
            case SET -> isSmall(entry.set()) ? "intset" : "hashtable";
            case SORTED_SET -> isSmall(entry.sortedSet()) ? "listpack" : "skiplist";
        };
    }

    private static String of(byte[] string) {
        if (Integers.isLong(string)) {
            return "int";
        }
        return string.length <= LONGEST_EMBEDDED ? "embstr" : "raw";
    }

    /** Whether Redis would keep it in one piece, which it iterates over in one go. */
    static boolean isSmall(HashValue hash) {
        boolean small = hash.size() <= MOST_FIELDS;
        for (int i = 0; small && i < hash.size(); i++) {
            small = hash.field(i).length() <= LONGEST_IN_LISTPACK && hash.value(i).length <= LONGEST_IN_LISTPACK;
        }
        return small;
    }

    static boolean isSmall(SetValue set) {
        boolean small = set.size() <= MOST_INTEGERS;
        for (int i = 0; small && i < set.size(); i++) {
            small = Integers.isLong(set.array(i));
        }
        return small;
    }

    static boolean isSmall(SortedSetValue set) {
        boolean small = set.size() <= MOST_SCORED;
        for (int i = 0; small && i < set.size(); i++) {
            small = set.get(i).length() <= LONGEST_IN_LISTPACK;
        }
        return small;
    }
}
