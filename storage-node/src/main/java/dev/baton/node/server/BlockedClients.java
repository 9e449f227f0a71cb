package dev.baton.node.server;

import dev.baton.node.command.Blocked;
import dev.baton.node.keyspace.Bytes;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Clients whose blocking pops wait for elements: first come, first served, key by key. A pop that was waited for runs right after the
 * command that made it possible, as a transaction and a record of its own. Loop thread only.
 */
final class BlockedClients {
    private final Map<ClientConnection, Blocked> all = new LinkedHashMap<>();
    private final Map<Bytes, Set<ClientConnection>> byKey = new HashMap<>();
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

    void add(ClientConnection connection, Blocked blocked, long deadline) {
        all.put(connection, blocked);
        for (Bytes key : blocked.keys()) {
            byKey.computeIfAbsent(key, absent -> new LinkedHashSet<>()).add(connection);
        }
        firstDeadline = Math.min(firstDeadline, deadline);
    }

    void remove(ClientConnection connection) {
        Blocked blocked = all.remove(connection);
        if (blocked == null) {
            return;
        }
        for (Bytes key : blocked.keys()) {
            Set<ClientConnection> left = byKey.get(key);
            if (left != null && left.remove(connection) && left.isEmpty()) {
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
        Set<ClientConnection> waiting = byKey.get(key);
        if (waiting == null) {
            return;
        }
        for (ClientConnection connection : List.copyOf(waiting)) {
            Blocked blocked = all.get(connection);
            if (blocked == null || !connection.finds(key, blocked)) {
                continue;
            }
            if (!connection.mayWrite()) {
                looksAgain = true;
                return;
            }
            connection.wake(key, blocked);
        }
    }

    void tick(long now) {
        if (looksAgain && !all.isEmpty() && all.keySet().iterator().next().mayWrite()) {
            looksAgain = false;
            changed(List.copyOf(byKey.keySet()));
        }
        if (now >= firstDeadline) {
            firstDeadline = Long.MAX_VALUE;
            for (ClientConnection connection : List.copyOf(all.keySet())) {
                firstDeadline = Math.min(firstDeadline, connection.endsWaitBy(now));
            }
        }
    }
}
