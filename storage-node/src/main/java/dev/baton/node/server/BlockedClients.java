package dev.baton.node.server;

import dev.baton.node.keyspace.Bytes;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Clients whose blocking pops wait for elements: first come, first served, key by key. A pop that was waited for runs right after the
 * command that made it possible, as a transaction and a record of its own. Loop thread only.
 */
final class BlockedClients {
    private final Set<ElementWait> all = new LinkedHashSet<>();
    private final Map<Bytes, Set<ElementWait>> byKey = new HashMap<>();
    /** Keys that changed and may be what somebody waits for. */
    private final ArrayDeque<Bytes> changed = new ArrayDeque<>();

    private boolean serving;
    /** Whether somebody was not served since nothing may be written for now. */
    private boolean looksAgain;
    /** No wait ends sooner; monotonic nanoseconds. */
    private long firstDeadline = Long.MAX_VALUE;

    boolean isEmpty() {
        return all.isEmpty();
    }

    int count() {
        return all.size();
    }

    /** @param until monotonic nanoseconds */
    void add(ElementWait wait, long until) {
        all.add(wait);
        for (Bytes key : wait.keys()) {
            byKey.computeIfAbsent(key, absent -> new LinkedHashSet<>()).add(wait);
        }
        firstDeadline = Math.min(firstDeadline, until);
    }

    /** While it still knows its keys. */
    void remove(ElementWait wait) {
        all.remove(wait);
        for (Bytes key : wait.keys()) {
            Set<ElementWait> left = byKey.get(key);
            if (left != null && left.remove(wait) && left.isEmpty()) {
                byKey.remove(key);
            }
        }
    }

    /** A transaction that changed these keys is appended: runs what waited for them. */
    void changed(List<Bytes> keys) {
        for (Bytes key : keys) {
            if (byKey.containsKey(key)) {
                changed.add(key);
            }
        }
        serve();
    }

    private void serve() {
        if (serving) {
            return; // the outermost one goes on until nothing is left: pops of some change keys of others
        }
        serving = true;
        try {
            for (Bytes key = changed.poll(); key != null; key = changed.poll()) {
                serve(key);
            }
        } finally {
            serving = false;
        }
    }

    private void serve(Bytes key) {
        Set<ElementWait> waiting = byKey.get(key);
        if (waiting == null) {
            return;
        }
        for (ElementWait wait : List.copyOf(waiting)) {
            if (!wait.finds(key)) {
                continue;
            }
            if (!wait.mayWrite()) {
                looksAgain = true;
                return;
            }
            wait.wake(key);
        }
    }

    void tick(long now) {
        if (looksAgain && !all.isEmpty() && all.iterator().next().mayWrite()) {
            looksAgain = false;
            changed(List.copyOf(byKey.keySet()));
        }
        if (now >= firstDeadline) {
            firstDeadline = Long.MAX_VALUE;
            for (ElementWait wait : List.copyOf(all)) {
                firstDeadline = Math.min(firstDeadline, wait.endsBy(now));
            }
        }
    }
}
