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
    /** With so many replies waiting, no more requests are taken, nor read from the connection. */
    private static final int MOST_PENDING = 16_384;

    /** Likewise with so many bytes of requests and replies waiting: a few long ones weigh more than many short ones. */
    private static final long MOST_WAITING_BYTES = 4 << 20;

    private static final int FIRST_REPLY_BYTES = 256;
    /** Replies of one read that are longer leave in several pieces. */
    private static final int MOST_REPLY_BYTES = 64 << 10;

    private final Member member;
    private final NodeState state;
    private final CommandExecutor executor;
    private final ClientGate gate;
    private final Session session;
    private final Journal journal;
    private final RequestDecoder decoder = new RequestDecoder();
    private final ArrayDeque<Replies> held = new ArrayDeque<>();
    /** Requests held back while writes are paused or the log waits for its next segment, in order. */
    private final ArrayDeque<byte[][]> parked = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    /** What the requests of this read are answered with. */
    private @Nullable Replies open;

    private @Nullable ReplyWriter writer;
    private @Nullable ByteBuf unread;
    private int pending;
    /** Bytes of the replies held and the requests they answer. */
    private long waitingBytes;

    private long parkedBytes;
    /** Whether there may be whole requests left, parked or in {@link #unread}, that wait for replies to leave. */
    private boolean stopped;
    /** Whether {@link #goOn} is about to come to them. */
    private boolean goingOn;

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

    /** Requests that ran and whose replies wait. */
    int pending() {
        return pending;
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
        state.statistics().received(in.readableBytes());
        ByteBuf all = unread == null ? in : unread.writeBytes(in);
        if (unread != null) {
            in.release();
        }
        takeFrom(all, channelContext);
    }

    /** Takes the whole requests in there, as far as there is room for what they are answered, and keeps the rest. */
    private void takeFrom(ByteBuf all, ChannelHandlerContext on) {
        try {
            while (!closing && findsRoom(on)) {
                decoder.trust(session.authenticated());
                byte[][] request = decoder.decode(all);
                if (request == null) {
                    break;
                }
                take(request);
            }
        } catch (ProtocolException malformed) {
            Replies to = opened(on);
            writer(to).error("ERR Protocol error: " + malformed.getMessage());
            answered(to, true);
        }
        if (all.isReadable() && !closing) {
            if (all != unread) {
                unread = on.alloc()
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

    /** Whether another request may be run, or parked: asked before each, since one read may bring thousands that are answered at length. */
    private boolean hasRoom(ChannelHandlerContext on) {
        return pending + parked.size() < MOST_PENDING
                && waitingBytes + parkedBytes < MOST_WAITING_BYTES
                && on.channel().isWritable();
    }

    /** Whether a parked request may be run, which makes room for itself. */
    private boolean hasRoomForReplies(ChannelHandlerContext on) {
        return pending < MOST_PENDING
                && waitingBytes < MOST_WAITING_BYTES
                && on.channel().isWritable();
    }

    /** Makes room by letting replies leave, if they may. Else {@link #throttle} sees to it that the requests are taken once they have. */
    private boolean findsRoom(ChannelHandlerContext on) {
        if (!stopped && !hasRoom(on)) {
            closeReplies();
            on.flush();
            stopped = !hasRoom(on);
        }
        return !stopped;
    }

    /** Takes up the requests that came and found no room, in order: the parked ones came before those that aren't decoded yet. */
    private void goOn() {
        goingOn = false;
        ChannelHandlerContext on = context;
        if (on == null || closing || !stopped) {
            return;
        }
        stopped = false;
        unpark(on);
        ByteBuf rest = unread;
        if (rest != null && !stopped) {
            takeFrom(rest, on);
        }
        closeReplies();
        on.flush();
        throttle();
    }

    private boolean mayUnpark() {
        // While paused none at all: a read may be the first, which hid an expired key.
        return !parked.isEmpty() && !member.core().isPaused() && !mustWait(parked.element());
    }

    /** Runs what was parked, as far as it needn't wait any longer. */
    private void unpark(ChannelHandlerContext on) {
        while (mayUnpark() && !closing && !stopped) {
            if (!hasRoomForReplies(on)) {
                closeReplies();
                on.flush();
                stopped = !hasRoomForReplies(on);
            } else {
                byte[][] request = parked.remove();
                parkedBytes -= Session.bytesOf(request);
                run(request);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext channelContext) {
        closeReplies();
        channelContext.flush();
        throttle();
    }

    private void take(byte[][] request) {
        if (!parked.isEmpty() || mustWait(request)) {
            park(request);
        } else {
            run(request);
        }
    }

    private void park(byte[][] request) {
        parked.add(request);
        parkedBytes += Session.bytesOf(request);
    }

    /** One that ran and may not be answered: whatever is parked came after it. */
    private void parkAgain(byte[][] request) {
        parked.addFirst(request);
        parkedBytes += Session.bytesOf(request);
    }

    /**
     * While writes are paused: writes, and any EXEC, which can't be run again should it meet an expired key. While the log's next segment
     * is being made: writes.
     */
    private boolean mustWait(byte[][] request) {
        return member.core().isPaused() && (session.inMulti() ? isExec(request) : executor.isWrite(session, request))
                || member.awaitsSpace(bytesToLog(request)) && executor.isWrite(session, request);
    }

    /** About as many as its effect has, or more. */
    private long bytesToLog(byte[][] request) {
        return session.inMulti() ? session.queuedBytes() : Session.bytesOf(request);
    }

    private static boolean isExec(byte[][] request) {
        return new String(request[0], StandardCharsets.US_ASCII).equalsIgnoreCase("exec");
    }

    /** The pause is over, the log's next segment is there, or this member leads no more. */
    void runParked() {
        ChannelHandlerContext on = context;
        if (parked.isEmpty() || on == null) {
            return;
        }
        unpark(on); // or, while stopped, when it goes on
        closeReplies();
        on.flush();
        throttle();
    }

    private void run(byte[][] request) {
        ChannelHandlerContext on = context;
        if (on == null) {
            return;
        }
        Replies to = opened(on);
        int mark = to.bytes.writerIndex();
        Execution execution;
        try {
            execution = executor.execute(session, request, System.currentTimeMillis(), writer(to));
        } catch (RuntimeException bug) {
            failed(to, mark, "running " + new String(request[0], StandardCharsets.UTF_8), bug);
            return;
        }
        Transaction transaction = execution.transaction();
        if (transaction == null) {
            Execution.PendingWait pendingWait = execution.pendingWait();
            if (pendingWait != null) {
                waitFor(pendingWait, on);
            } else {
                answered(to, execution.closes() || tellsOfDeposal(to, mark));
            }
        } else if (transaction.hidExpired() && member.core().isPaused()) {
            // Nobody may learn of an expiry that no log holds: a slower clock would show the key again after the
            // switchover.
            to.bytes.writerIndex(mark);
            parkAgain(request);
        } else if (transaction.wrote()) {
            try {
                long end = member.append(transaction.effect());
                transaction.stamp(end);
                session.wrote(member.core().epoch(), end);
                to.needs(end, false);
                to.requestBytes += Session.bytesOf(request);
                answered(to, execution.closes());
            } catch (LogFullException full) {
                readMemoryAnew();
                to.bytes.writerIndex(mark);
                writer(to).error("ERR the write was not taken: " + full.getMessage());
                answered(to, execution.closes());
            } catch (IllegalArgumentException tooLong) {
                failed(to, mark, "logging " + new String(request[0], StandardCharsets.UTF_8), tooLong);
            }
        } else {
            if (transaction.looked() && member.core().isLeading()) {
                to.needs(transaction.lookedAtOffset(), true);
            }
            answered(to, execution.closes() || tellsOfDeposal(to, mark));
        }
    }

    /** A deposed leader's client is told so once, then has to look for the new one. */
    private boolean tellsOfDeposal(Replies to, int mark) {
        return wasDeposed && to.bytes.writerIndex() > mark && to.bytes.getByte(mark) == '-';
    }

    /** The command changed memory but not the log: memory is what the log says, so it is read anew. */
    private void readMemoryAnew() {
        if (member.core().isOpen()) {
            member.memory().rebuild(member.log().endOffset());
        }
    }

    /** A bug in one command must not leave half of it in memory, where everybody would stumble over it. */
    private void failed(Replies to, int mark, String what, RuntimeException bug) {
        journal.error(what + " for " + session.id(), bug);
        readMemoryAnew();
        to.bytes.writerIndex(mark);
        writer(to)
                .error("ERR internal error, nothing was written: "
                        + bug.getClass().getSimpleName());
        answered(to, false);
    }

    private ReplyWriter writer(Replies to) {
        ReplyWriter current = writer;
        if (current == null) {
            current = new ReplyWriter(to.bytes, session.resp3());
            writer = current;
            return current;
        }
        return current.attach(to.bytes, session.resp3());
    }

    // ---- replies

    private Replies opened(ChannelHandlerContext on) {
        Replies current = open;
        if (current == null) {
            current = new Replies(on.alloc().buffer(FIRST_REPLY_BYTES));
            open = current;
        }
        return current;
    }

    private void answered(Replies to, boolean closes) {
        to.count++;
        if (closes) {
            to.closes = true;
            closing = true;
        }
        if (closes || to.bytes.readableBytes() >= MOST_REPLY_BYTES) {
            closeReplies();
        }
    }

    /** The number of a WAIT is known later only, so it stands alone. */
    private void waitFor(Execution.PendingWait wait, ChannelHandlerContext on) {
        closeReplies();
        Replies alone = new Replies(on.alloc().buffer(FIRST_REPLY_BYTES));
        alone.wait = wait;
        alone.deadline = wait.timeoutMillis() == 0 ? Long.MAX_VALUE : Member.now() + wait.timeoutMillis() * 1_000_000L;
        open = alone;
        alone.count = 1;
        closeReplies();
    }

    /** Nothing more is added to the replies of this read: they leave now, or are held. */
    private void closeReplies() {
        Replies closed = open;
        open = null;
        if (closed == null) {
            return;
        }
        if (closed.count == 0) {
            closed.bytes.release();
        } else if (held.isEmpty() && mayLeave(closed)) {
            write(closed);
        } else {
            pending += closed.count;
            closed.waitingBytes = closed.requestBytes + closed.bytes.readableBytes();
            waitingBytes += closed.waitingBytes;
            held.add(closed);
            gate.waits(this);
        }
    }

    private boolean mayLeave(Replies replies) {
        Execution.PendingWait wait = replies.wait;
        if (wait != null) {
            int holding = state.followersHolding(wait.offset());
            if (holding < wait.followers() && Member.now() < replies.deadline) {
                return false;
            }
            writer(replies).integer(holding);
            return true;
        }
        // Asked when it leaves, not when it ran: the rule that it commits under may have become asynchronous meanwhile.
        boolean needsLease =
                replies.needsLease || replies.offset > 0 && member.core().repliesNeedLease();
        return replies.offset <= member.core().committed()
                && (!needsLease || member.core().leaseHolds(Member.now()));
    }

    /** Lets go what may leave. @return whether nothing waits any more */
    boolean release() {
        boolean wrote = false;
        while (!held.isEmpty() && mayLeave(held.element())) {
            Replies leaving = held.remove();
            pending -= leaving.count;
            waitingBytes -= leaving.waitingBytes;
            write(leaving);
            wrote = true;
        }
        if (wrote) {
            flush();
            throttle();
        }
        return held.isEmpty();
    }

    private void write(Replies replies) {
        state.statistics().sent(replies.bytes.readableBytes());
        ChannelHandlerContext on = context;
        if (on == null) {
            replies.bytes.release();
        } else if (replies.closes) {
            on.writeAndFlush(replies.bytes).addListener(ChannelFutureListener.CLOSE);
        } else {
            on.write(replies.bytes, on.voidPromise());
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
        if (on == null) {
            return;
        }
        if (stopped && !goingOn && (mayUnpark() ? hasRoomForReplies(on) : hasRoom(on))) {
            goingOn = true;
            on.executor().execute(this::goOn); // not at once: a reply may just be leaving, and somebody counts on it
        }
        boolean reads = !stopped && hasRoom(on);
        if (on.channel().config().isAutoRead() != reads) {
            on.channel().config().setAutoRead(reads);
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
        if (!held.isEmpty()) {
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
        Replies unfinished = open;
        if (unfinished != null) {
            unfinished.bytes.release();
            open = null;
        }
        held.forEach(replies -> replies.bytes.release());
        held.clear();
        pending = 0;
        waitingBytes = 0;
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
