package dev.baton.node.server;

import dev.baton.node.command.CommandExecutor;
import dev.baton.node.command.Execution;
import dev.baton.node.command.Session;
import dev.baton.node.keyspace.Transaction;
import dev.baton.node.log.LogFullException;
import dev.baton.node.resp.ProtocolException;
import dev.baton.node.resp.ReplyWriter;
import dev.baton.node.resp.RequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One client: decodes its requests, runs each at once, and lets the replies leave in order when the gate allows. Many writes of one
 * client are under way at a time. Loop thread only.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    /** With so many replies waiting, no more requests are read from the connection. */
    private static final int MOST_PENDING = 16_384;

    private static final Reply.Wait NO_WAIT = new Reply.Wait(0, 0, 0);

    /**
     * A reply that may have to wait.
     *
     * @param offset what must be committed first
     * @param needsLease whether the lease must hold when it leaves
     * @param wrote whether the command changed anything
     */
    private record Reply(ByteBuf bytes, long offset, boolean needsLease, boolean wrote, boolean closes, Wait until) {
        /** A WAIT: its number is written when enough followers hold the offset, or at the deadline. */
        record Wait(long offset, long followers, long deadlineNanos) {}
    }

    private final Member member;
    private final NodeState state;
    private final CommandExecutor executor;
    private final ClientGate gate;
    private final Session session;
    private final Journal journal;
    private final RequestDecoder decoder = new RequestDecoder();
    private final ArrayDeque<Reply> replies = new ArrayDeque<>();
    /** Requests held back while writes are paused, in order. */
    private final ArrayDeque<byte[][]> parked = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    private @Nullable ReplyWriter writer;
    private @Nullable ByteBuf unread;
    private boolean closing;
    private boolean wasDeposed;

    ClientConnection(
            Member member,
            NodeState state,
            CommandExecutor executor,
            ClientGate gate,
            Session session,
            Journal journal) {
        this.member = member;
        this.state = state;
        this.executor = executor;
        this.gate = gate;
        this.session = session;
        this.journal = journal;
    }

    Session session() {
        return session;
    }

    int pending() {
        return replies.size();
    }

    // ---- requests

    @Override
    public void channelActive(ChannelHandlerContext channelContext) {
        context = channelContext;
        gate.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext channelContext, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf all = unread == null ? in : unread.writeBytes(in);
        if (unread != null) {
            in.release();
        }
        try {
            while (!closing) {
                decoder.trust(session.authenticated());
                byte[][] request = decoder.decode(all);
                if (request == null) {
                    break;
                }
                take(request);
            }
        } catch (ProtocolException malformed) {
            ByteBuf bytes = channelContext.alloc().buffer();
            writer(bytes).error("ERR Protocol error: " + malformed.getMessage());
            answer(new Reply(bytes, 0, false, false, true, NO_WAIT));
            closing = true;
        }
        if (all.isReadable() && !closing) {
            if (all != unread) {
                unread = channelContext
                        .alloc()
                        .buffer(Math.max(1024, all.readableBytes() * 2))
                        .writeBytes(all);
                all.release();
            } else {
                unread.discardSomeReadBytes();
            }
        } else {
            all.release();
            unread = null;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext channelContext) {
        member.endOfBatch();
        channelContext.flush();
        throttle();
    }

    private void take(byte[][] request) {
        if (!parked.isEmpty() || mustWait(request)) {
            parked.add(request);
        } else {
            run(request);
        }
    }

    /** While writes are paused: writes, and any EXEC, which can't be run again should it meet an expired key. */
    private boolean mustWait(byte[][] request) {
        return member.core().isPaused() && (session.inMulti() ? isExec(request) : executor.isWrite(session, request));
    }

    private static boolean isExec(byte[][] request) {
        return new String(request[0], StandardCharsets.US_ASCII).equalsIgnoreCase("exec");
    }

    void runParked() {
        if (parked.isEmpty()) {
            return;
        }
        while (!parked.isEmpty() && !closing && !mustWait(parked.element())) {
            run(parked.remove());
        }
        member.endOfBatch();
        flush();
        throttle();
    }

    private void run(byte[][] request) {
        ChannelHandlerContext on = context;
        if (on == null) {
            return;
        }
        ByteBuf bytes = on.alloc().buffer(64);
        Execution execution;
        try {
            execution = executor.execute(session, request, System.currentTimeMillis(), writer(bytes));
        } catch (RuntimeException bug) {
            failed(bytes, "running " + new String(request[0], StandardCharsets.UTF_8), bug);
            return;
        }
        Transaction transaction = execution.transaction();
        if (transaction != null && transaction.hidExpired() && member.core().isPaused()) {
            // Nobody may learn of an expiry that no log holds: a slower clock would show the key again after the
            // switchover.
            bytes.release();
            parked.add(request);
            return;
        }
        boolean closes = execution.closes();
        Execution.PendingWait pendingWait = execution.pendingWait();
        if (pendingWait != null) {
            long deadline = pendingWait.timeoutMillis() == 0
                    ? Long.MAX_VALUE
                    : Member.now() + pendingWait.timeoutMillis() * 1_000_000L;
            answer(new Reply(
                    bytes,
                    0,
                    false,
                    false,
                    closes,
                    new Reply.Wait(pendingWait.offset(), pendingWait.followers(), deadline)));
        } else if (transaction != null && transaction.wrote()) {
            try {
                long end = member.append(transaction.effect());
                transaction.stamp(end);
                session.wrote(end);
                answer(new Reply(bytes, end, member.core().repliesNeedLease(), true, closes, NO_WAIT));
            } catch (LogFullException full) {
                readMemoryAnew();
                bytes.clear();
                writer(bytes).error("ERR the write was not taken: " + full.getMessage());
                answer(new Reply(bytes, 0, false, false, closes, NO_WAIT));
            } catch (IllegalArgumentException tooLong) {
                failed(bytes, "logging " + new String(request[0], StandardCharsets.UTF_8), tooLong);
            }
        } else if (transaction != null && transaction.looked() && member.core().isLeading()) {
            answer(new Reply(bytes, transaction.lookedAtOffset(), true, false, closes, NO_WAIT));
        } else {
            // A deposed leader's client is told so once, then has to look for the new one.
            boolean refused = wasDeposed && bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == '-';
            answer(new Reply(bytes, 0, false, false, closes || refused, NO_WAIT));
        }
    }

    /** The command changed memory but not the log: memory is what the log says, so it is read anew. */
    private void readMemoryAnew() {
        if (member.core().isOpen()) {
            member.memory().rebuild(member.log().endOffset());
        }
    }

    /** A bug in one command must not leave half of it in memory, where everybody would stumble over it. */
    private void failed(ByteBuf bytes, String what, RuntimeException bug) {
        journal.error(what + " for " + session.id(), bug);
        readMemoryAnew();
        bytes.clear();
        writer(bytes)
                .error("ERR internal error, nothing was written: "
                        + bug.getClass().getSimpleName());
        answer(new Reply(bytes, 0, false, false, false, NO_WAIT));
    }

    private ReplyWriter writer(ByteBuf bytes) {
        ReplyWriter current = writer;
        if (current == null) {
            current = new ReplyWriter(bytes, session.resp3());
            writer = current;
            return current;
        }
        return current.attach(bytes, session.resp3());
    }

    // ---- replies

    private void answer(Reply reply) {
        if (reply.closes()) {
            closing = true;
        }
        if (replies.isEmpty() && mayLeave(reply)) {
            write(reply);
        } else {
            replies.add(reply);
            gate.waits(this);
        }
    }

    private boolean mayLeave(Reply reply) {
        if (reply.until() != NO_WAIT) {
            int holding = state.followersHolding(reply.until().offset());
            if (holding < reply.until().followers()
                    && Member.now() < reply.until().deadlineNanos()) {
                return false;
            }
            writer(reply.bytes()).integer(holding);
            return true;
        }
        return reply.offset() <= member.core().committed()
                && (!reply.needsLease() || member.core().leaseHolds(Member.now()));
    }

    /** Lets go what may leave. @return whether nothing waits any more */
    boolean release() {
        boolean wrote = false;
        while (!replies.isEmpty() && mayLeave(replies.element())) {
            write(replies.remove());
            wrote = true;
        }
        if (wrote) {
            flush();
            throttle();
        }
        return replies.isEmpty();
    }

    private void write(Reply reply) {
        ChannelHandlerContext on = context;
        if (on == null) {
            reply.bytes().release();
        } else if (reply.closes()) {
            on.writeAndFlush(reply.bytes()).addListener(ChannelFutureListener.CLOSE);
        } else {
            on.write(reply.bytes(), on.voidPromise());
        }
    }

    private void flush() {
        if (context != null) {
            context.flush();
        }
    }

    /** A client that doesn't read its replies, or has too many under way, is not read from. */
    private void throttle() {
        ChannelHandlerContext on = context;
        if (on != null) {
            boolean reads = replies.size() + parked.size() < MOST_PENDING
                    && on.channel().isWritable();
            if (on.channel().config().isAutoRead() != reads) {
                on.channel().config().setAutoRead(reads);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext channelContext) {
        throttle();
    }

    /**
     * This member no longer leads. Writes that ran and wait have an unknown outcome, which only a closed connection tells truthfully;
     * writes that never ran are refused; the next refusal closes the connection, so that a pool looks for the new leader.
     */
    void deposed() {
        wasDeposed = true;
        if (!replies.isEmpty()) {
            end();
        } else {
            runParked();
        }
    }

    /** Closes at once; nothing that waits is answered any more. */
    void end() {
        dropReplies();
        parked.clear();
        closing = true;
        if (context != null) {
            context.close();
        }
    }

    private void dropReplies() {
        for (Reply reply : replies) {
            reply.bytes().release();
        }
        replies.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext channelContext) {
        gate.closed(this);
        dropReplies();
        parked.clear();
        closing = true;
        context = null;
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channelContext, Throwable cause) {
        if (cause instanceof Error) {
            // Out of memory in the middle of a command, say: nobody knows what is in memory now.
            Bug.endsTheProcess(journal, () -> {
                throw (Error) cause;
            });
        }
        if (!(cause instanceof IOException)) {
            journal.error("client " + channelContext.channel().remoteAddress(), cause);
        }
        channelContext.close();
    }
}
