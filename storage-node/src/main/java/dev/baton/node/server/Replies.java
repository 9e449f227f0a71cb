package dev.baton.node.server;

import dev.baton.node.command.Execution;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The replies to the requests of one read of a connection, one after the other, which leave together: when what the last of them needs
 * is committed, so is what the others need but for a moment. Loop thread only.
 */
final class Replies {
    final ByteBuf bytes;
    /** How many requests they answer. */
    int count;
    /** How long these requests were: writes that wait are in the log's memory until they are on the disk. */
    long requestBytes;
    /** How long they are, in bytes, as counted when they began to wait. */
    long heldBytes;
    /** What must be committed first. */
    long offset;
    /** Whether the lease must hold when they leave, whatever the rule: something was read. */
    boolean needsLease;
    /** Whether the connection is closed behind them. */
    boolean closes;
    /** A WAIT, which stands alone: its number is written when enough followers hold its offset, or at the deadline. */
    Execution.@Nullable PendingWait wait;
    /** Monotonic nanoseconds. */
    long deadline;

    Replies(ByteBuf bytes) {
        this.bytes = bytes;
    }

    void needs(long committed, boolean lease) {
        offset = Math.max(offset, committed);
        needsLease |= lease;
    }
}
