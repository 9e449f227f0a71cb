package dev.baton.node.server;

import dev.baton.node.command.Blocked;
import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command of one client that waits for elements, if one does. Each way out answers it once: an element, its time, another client's
 * word, the end of this member's leadership. Loop thread only.
 */
final class ElementWait {
    /** As Redis says it. */
    private static final String DEPOSED =
            "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)";

    private static final String BY_ANOTHER = "UNBLOCKED client unblocked via CLIENT UNBLOCK";
    private static final long NANOS_PER_MILLI = 1_000_000L;
    /** Far more than a pop takes in the log. */
    private static final long ROOM_BYTES = 4 << 20;

    private final ClientConnection connection;
    private final RequestRunner runner;
    private final Member member;
    private final NodeState state;
    private final BlockedClients all;
    private @Nullable Blocked command;
    /** Monotonic nanoseconds. */
    private long until;

    ElementWait(ClientConnection connection, RequestRunner runner, Member member, NodeState state, BlockedClients all) {
        this.connection = connection;
        this.runner = runner;
        this.member = member;
        this.state = state;
        this.all = all;
    }

    boolean isUnderWay() {
        return command != null;
    }

    void begin(Blocked waits) {
        command = waits;
        long millis = waits.timeoutMillis();
        until = millis == 0 ? Long.MAX_VALUE : Member.now() + millis * NANOS_PER_MILLI;
        all.add(this, until);
    }

    List<Bytes> keys() {
        Blocked waits = command;
        return waits == null ? List.of() : waits.keys();
    }

    /** Whether there is something in that key for it. */
    boolean finds(Bytes key) {
        Blocked waits = command;
        Entry entry = member.keyspace().peek(key);
        return waits != null && entry != null && entry.type() == waits.type();
    }

    /** Whether a pop could be logged now. */
    boolean mayWrite() {
        return state.refusesWrites() == null && !member.core().isPaused() && !member.awaitsSpace(ROOM_BYTES);
    }

    /** There is something in that key: pops it. */
    void wake(Bytes key) {
        Blocked waits = over();
        if (waits != null) {
            connection.answered(runner.wake(key, waits), waits.arguments());
        }
    }

    /** Answers it if its time is over. @return when it ends, if it goes on; {@link Long#MAX_VALUE} for never */
    long endsBy(long now) {
        if (command != null && now >= until && !member.core().isPaused()) {
            timeOut();
        }
        return command == null ? Long.MAX_VALUE : until;
    }

    private void timeOut() {
        Blocked waits = over();
        if (waits != null) {
            connection.answered(runner.timeOut(waits), waits.arguments());
        }
    }

    /** Another client ends it. @return whether it was under way */
    boolean unblock(boolean withError) {
        boolean was = isUnderWay();
        if (was && withError) {
            over();
            connection.refused(BY_ANOTHER, false);
        } else {
            timeOut();
        }
        return was;
    }

    /** This member leads no more, or its process ends: nothing was popped, and nothing will be. @return whether it was under way */
    boolean refuse() {
        boolean was = over() != null;
        if (was) {
            connection.refused(DEPOSED, true);
        }
        return was;
    }

    /** Ends it without a word. @return what waited */
    @Nullable
    Blocked over() {
        Blocked was = command;
        if (was != null) {
            all.remove(this);
            command = null;
        }
        return was;
    }
}
