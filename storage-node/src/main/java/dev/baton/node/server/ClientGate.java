package dev.baton.node.server;

import dev.baton.node.command.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections of clients and the replies that wait in them: a reply leaves when everything it saw is committed, and, for a read,
 * while the lease holds (visibility is durability).
 *
 * <p>Keeps I2 and I5 on the way out; nothing leaves any more once the core said Deposed. Loop thread only.
 */
final class ClientGate {
    private final Set<ClientConnection> connections = new LinkedHashSet<>();
    private final Set<ClientConnection> waiting = new LinkedHashSet<>();

    void opened(ClientConnection connection) {
        connections.add(connection);
    }

    void closed(ClientConnection connection) {
        connections.remove(connection);
        waiting.remove(connection);
    }

    void waits(ClientConnection connection) {
        waiting.add(connection);
    }

    int count() {
        return connections.size();
    }

    /** Replies that wait, over all connections. */
    int depth() {
        int depth = 0;
        for (ClientConnection connection : waiting) {
            depth += connection.pending();
        }
        return depth;
    }

    Collection<Session> sessions() {
        return connections.stream().map(ClientConnection::session).toList();
    }

    /** Something was committed, or time went by: lets go what may leave. */
    void release() {
        if (!waiting.isEmpty()) {
            waiting.removeIf(ClientConnection::release);
        }
    }

    /** No reply of the old epoch leaves any more: see {@link ClientConnection#deposed}. */
    void deposed() {
        waiting.clear();
        List<ClientConnection> all = new ArrayList<>(connections);
        all.forEach(ClientConnection::deposed);
    }

    /** The process ends: what wasn't answered has an unknown outcome, which a closed connection tells. */
    void closeAll() {
        waiting.clear();
        List<ClientConnection> all = new ArrayList<>(connections);
        all.forEach(ClientConnection::end);
    }

    /** The pause is over: runs what was held back. */
    void resumed() {
        List<ClientConnection> all = new ArrayList<>(connections);
        all.forEach(ClientConnection::runParked);
    }
}
