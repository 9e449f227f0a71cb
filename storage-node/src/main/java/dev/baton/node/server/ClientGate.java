package dev.baton.node.server;

import dev.baton.node.acl.User;
import dev.baton.node.acl.Users;
import dev.baton.node.command.ClientPause;
import dev.baton.node.command.Session;
import dev.baton.node.pubsub.PubSub;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The connections of clients and the replies that wait in them: a reply leaves when everything it saw is committed, and, for a read,
 * while the lease holds (visibility is durability).
 *
 * <p>Keeps I2 and I5 on the way out; nothing leaves any more once the core said Deposed. Loop thread only.
 */
final class ClientGate {
    private static final long LOOKS_EVERY_NANOS = 1_000_000_000L;

    private final Set<ClientConnection> connections = new LinkedHashSet<>();
    private final Set<ClientConnection> waiting = new LinkedHashSet<>();
    /** Those that somebody else's command answered, or sent a message. */
    private Set<ClientConnection> answered = new LinkedHashSet<>();

    private final BlockedClients blocked = new BlockedClients();
    private final ClientPause pause = new ClientPause();
    private final PubSub pubSub = new PubSub();
    private long lookedAt = Member.now();

    void opened(ClientConnection connection) {
        connections.add(connection);
    }

    void closed(ClientConnection connection) {
        connections.remove(connection);
        waiting.remove(connection);
        answered.remove(connection);
        pubSub.leave(connection.session().subscriber());
    }

    void waits(ClientConnection connection) {
        waiting.add(connection);
    }

    /** Has the connection go on once this turn of the loop is over, with others that wish for it meanwhile. */
    void answers(ClientConnection connection, Executor loop) {
        if (answered.isEmpty()) {
            loop.execute(this::goOn);
        }
        answered.add(connection);
    }

    private void goOn() {
        Set<ClientConnection> now = answered;
        answered = new LinkedHashSet<>();
        now.forEach(ClientConnection::goesOn);
    }

    BlockedClients blocked() {
        return blocked;
    }

    ClientPause pause() {
        return pause;
    }

    PubSub pubSub() {
        return pubSub;
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

    /** Time went by: pauses and waits end, whoever reads or says nothing is cut off. */
    void tick(long now) {
        if (pause.endsBy(System.currentTimeMillis())) {
            resumed();
        }
        blocked.tick(now);
        if (now - lookedAt >= LOOKS_EVERY_NANOS) {
            lookedAt = now;
            List.copyOf(connections).forEach(connection -> connection.cutIfSlowOrIdle(now));
        }
    }

    /** No reply of the old epoch leaves any more: see {@link ClientConnection#deposed}. */
    void deposed() {
        waiting.clear();
        List<ClientConnection> all = new ArrayList<>(connections);
        all.forEach(ClientConnection::deposed);
    }

    /** Who is another user now than when it said its password, or none, has to say it again: its connection ends. */
    void usersChanged(Users users) {
        for (ClientConnection connection : new ArrayList<>(connections)) {
            Session session = connection.session();
            User now = users.find(session.user().name());
            if (now != null && now.equals(session.user())) {
                session.user(now);
            } else {
                connection.end();
            }
        }
    }

    /** The process ends: what wasn't answered has an unknown outcome, which a closed connection tells. */
    void closeAll() {
        waiting.clear();
        List<ClientConnection> all = new ArrayList<>(connections);
        all.forEach(ClientConnection::processEnds);
    }

    /** The pause is over: runs what was held back. */
    void resumed() {
        List<ClientConnection> all = new ArrayList<>(connections);
        all.forEach(ClientConnection::runParked);
    }
}
