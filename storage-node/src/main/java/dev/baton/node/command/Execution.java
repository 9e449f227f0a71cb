package dev.baton.node.command;

import dev.baton.node.keyspace.Transaction;
import dev.baton.node.pubsub.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What remains to be done after a command ran and its reply was written.
 *
 * @param transaction null if the command had nothing to do with keys. If it wrote: append its effect, stamp it, tell the session, and hold the reply
 *     until that record is committed. Otherwise, if it looked: hold the reply for the offset it looked at, and check the lease
 * @param closes the connection closes once the reply has left
 * @param pendingWait if not null nothing was written: the reply is the integer of followers that hold the session's last write, once they are
 *     enough or the time is over
 * @param blocked if not null there is no reply yet: it waits for elements
 * @param messages to be published behind what the transaction wrote
 */
public record Execution(
        @Nullable Transaction transaction,
        boolean closes,
        @Nullable PendingWait pendingWait,
        @Nullable Blocked blocked,
        List<Message> messages) {
    static final Execution NOTHING_LEFT = new Execution(null, false, null, null, List.of());

    /**
     * A WAIT that can't be answered yet.
     *
     * @param timeoutMillis 0: without end
     */
    public record PendingWait(long offset, long followers, long timeoutMillis) {}
}
