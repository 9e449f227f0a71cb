package dev.baton.node.command;

import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.HashValue;
import dev.baton.node.keyspace.SetValue;
import dev.baton.node.keyspace.SortedSetValue;
import dev.baton.node.resp.Integers;
import dev.baton.node.settings.Settings;

/** What OBJECT ENCODING calls a value: as Redis 7.0 would keep one of that type and size under the settings in force, whatever we do. */
final class Encoding {
    private static final int LONGEST_EMBEDDED = 44;

    private Encoding() {}

    static String of(Entry entry, Settings settings) {
        return switch (entry.type()) {
            case STRING -> of(entry.string());
            case HASH -> isSmall(entry.hash(), settings) ? "listpack" : "hashtable";
            case LIST -> "quicklist";
            case SET -> isSmall(entry.set(), settings) ? "intset" : "hashtable";
            case SORTED_SET -> isSmall(entry.sortedSet(), settings) ? "listpack" : "skiplist";
        };
    }

    private static String of(byte[] string) {
        if (Integers.isLong(string)) {
            return "int";
        }
        return string.length <= LONGEST_EMBEDDED ? "embstr" : "raw";
    }

    /** Whether Redis would keep its elements in one piece rather than in a table of them: a list's, never. */
    static boolean isInOnePiece(Entry entry, Settings settings) {
        return switch (entry.type()) {
            case HASH -> isSmall(entry.hash(), settings);
            case SET -> isSmall(entry.set(), settings);
            case SORTED_SET -> isSmall(entry.sortedSet(), settings);
            case STRING, LIST -> false;
        };
    }

    private static boolean isSmall(HashValue hash, Settings settings) {
        boolean small = hash.size() <= settings.hashListpackEntries.number();
        long longest = settings.hashListpackValue.number();
        for (int i = 0; small && i < hash.size(); i++) {
            small = hash.field(i).length() <= longest && hash.value(i).length <= longest;
        }
        return small;
    }

    private static boolean isSmall(SetValue set, Settings settings) {
        boolean small = set.size() <= settings.setIntsetEntries.number();
        for (int i = 0; small && i < set.size(); i++) {
            small = Integers.isLong(set.array(i));
        }
        return small;
    }

    private static boolean isSmall(SortedSetValue set, Settings settings) {
        boolean small = set.size() <= settings.zsetListpackEntries.number();
        for (int i = 0; small && i < set.size(); i++) {
            small = set.get(i).length() <= settings.zsetListpackValue.number();
        }
        return small;
    }
}
