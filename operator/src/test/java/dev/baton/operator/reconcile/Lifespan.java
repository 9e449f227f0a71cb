package dev.baton.operator.reconcile;

import java.util.HashSet;
import java.util.Set;

/**
 * How many deeds the operators of this process have left together, before one of them ends. A deed is a write to the API server, events
 * aside, or a word to a member. To end before a deed is to end after the one before it: nobody outside can tell the two apart. A word told
 * again and again, as to a member that is down, counts once. Thread-safe.
 */
final class Lifespan {
    private static final long FOREVER = Long.MAX_VALUE;

    private long left = FOREVER;
    private long deeds;
    private String endedBefore = "";
    private final Set<String> words = new HashSet<>();

    /** From now on so many deeds are done, then one operator ends, and from then on nobody does. */
    synchronized void deedsLeft(long count) {
        left = count;
        deeds = 0;
        endedBefore = "";
        words.clear();
    }

    /** As {@link #endsBefore} for a word to a member. */
    synchronized boolean endsBeforeSaying(String word) {
        boolean repeated = words.contains(word);
        boolean ends = !repeated && endsBefore(word);
        if (!ends) {
            words.add(word);
        }
        return ends;
    }

    /** @return whether the operator ends instead of doing this */
    synchronized boolean endsBefore(String deed) {
        if (left == 0) {
            left = FOREVER;
            endedBefore = deed;
            return true;
        }
        left -= left == FOREVER ? 0 : 1;
        deeds++;
        return false;
    }

    /** How many were done since {@link #deedsLeft}, and after a blank, which wasn't; nothing if none. */
    synchronized String told() {
        return deeds + " " + endedBefore;
    }
}
