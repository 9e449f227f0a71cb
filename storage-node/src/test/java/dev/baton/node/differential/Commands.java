package dev.baton.node.differential;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which commands only Redis knows: they are not sent, but counted. */
final class Commands {
    private final Set<String> missing;
    private final Map<String, Integer> skipped = new TreeMap<>();

    Commands(Collection<String> missing) {
        this.missing = new TreeSet<>(missing);
    }

    boolean knows(Collection<String> names) {
        boolean all = true;
        for (String name : names) {
            if (missing.contains(name)) {
                skipped.merge(name, 1, Integer::sum);
                all = false;
            }
        }
        return all;
    }

    /** How often each was passed over. */
    Map<String, Integer> skipped() {
        return skipped;
    }
}
