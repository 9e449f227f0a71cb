package dev.baton.node.server;

import dev.baton.node.command.Execution;
import dev.baton.node.command.Session;
import dev.baton.node.resp.ReplyWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The replies of one connection, and the messages pushed to it, in order: the first leaves when everything it saw is committed, and, for a
 * read, while the lease holds; the others behind it. Loop thread only.
 */
final class ReplyQueue {
    private static final int FIRST_REPLY_BYTES = 256;
    /** Replies of one read that are longer leave in several pieces. */
    private static final int MOST_REPLY_BYTES = 64 << 10;

    private final Member member;
    private final NodeState state;
    private final Session session;
    private final Runnable begunToWait;
    private final ArrayDeque<Replies> held = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    /** What the requests of this read are answered with. */
    private @Nullable Replies open;

    private @Nullable ReplyWriter writer;
    private int pending;
    private long waitingBytes;
    private long heldBytes;

    /** @param begunToWait called when a reply may not leave yet: {@link #release} is to be called when it may */
    ReplyQueue(Member member, NodeState state, Session session, Runnable begunToWait) {
        this.member = member;
        this.state = state;
        this.session = session;
        this.begunToWait = begunToWait;
    }

    void connected(ChannelHandlerContext to) {
        context = to;
    }

    // ---- adding

    private Replies open() {
        Replies current = open;
        if (current == null) {
            ChannelHandlerContext on = context;
            if (on == null) {
                throw new IllegalStateException("a reply without a connection");
            }
            current = new Replies(on.alloc().buffer(FIRST_REPLY_BYTES));
            open = current;
        }
        return current;
    }

    /** Where the next reply is written. */
    ReplyWriter writer() {
        return writer(open());
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

    /** Where the next reply begins. */
    int mark() {
        return open().bytes.writerIndex();
    }

    void backTo(int mark) {
        open().bytes.writerIndex(mark);
    }

    /** Whether what was written since is an error. */
    boolean isErrorSince(int mark) {
        ByteBuf bytes = open().bytes;
        return bytes.writerIndex() > mark && bytes.getByte(mark) == '-';
    }

    /** What was written since the last reply ended waits for this offset to be committed, and for the lease if it was read. */
    void needs(long committed, boolean lease) {
        open().needs(committed, lease);
    }

    /**
     * A reply is whole.
     *
     * @param requestBytes of memory that its request takes until the reply leaves
     * @param closes whether the connection is closed behind it
     */
    void answered(long requestBytes, boolean closes) {
        Replies to = open();
        to.count++;
        to.requestBytes += requestBytes;
        to.closes |= closes;
        if (closes || to.bytes.readableBytes() >= MOST_REPLY_BYTES) {
            close();
        }
    }

    /** Adds what no request asked for, behind the replies that are here. */
    void push(Consumer<? super ReplyWriter> message) {
        Replies to = open();
        message.accept(writer(to));
        if (to.bytes.readableBytes() >= MOST_REPLY_BYTES) {
            close();
        }
    }

    /** The number of a WAIT is known later only, so it stands alone. */
    void await(Execution.PendingWait wait) {
        close();
        Replies alone = open();
        alone.wait = wait;
        alone.deadline = wait.timeoutMillis() == 0 ? Long.MAX_VALUE : Member.now() + wait.timeoutMillis() * 1_000_000L;
        alone.count = 1;
        close();
    }

    /** Nothing more is added to the replies of this read: they leave now, or are held. */
    void close() {
        Replies closed = open;
        open = null;
        if (closed == null) {
            return;
        }
        if (closed.count == 0 && !closed.bytes.isReadable()) {
            closed.bytes.release();
        } else if (held.isEmpty() && mayLeave(closed)) {
            write(closed);
        } else {
            pending += closed.count;
            closed.heldBytes = closed.bytes.readableBytes();
            heldBytes += closed.heldBytes;
            waitingBytes += closed.requestBytes + closed.heldBytes;
            held.add(closed);
            begunToWait.run();
        }
    }

    // ---- leaving

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
        return member.core().mayAnswer(replies.offset, replies.needsLease, Member.now());
    }

    /** Hands over what may leave; to be flushed. @return whether anything left */
    boolean release() {
        boolean wrote = false;
        while (!held.isEmpty() && mayLeave(held.element())) {
            Replies leaving = held.remove();
            pending -= leaving.count;
            heldBytes -= leaving.heldBytes;
            waitingBytes -= leaving.requestBytes + leaving.heldBytes;
            write(leaving);
            wrote = true;
        }
        return wrote;
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

    void flush() {
        close();
        if (context != null) {
            context.flush();
        }
    }

    /** Ends a WAIT that is the first to leave. @return whether there was one */
    boolean endWait() {
        Replies first = held.peek();
        if (first == null || first.wait == null) {
            return false;
        }
        first.deadline = 0;
        return true;
    }

    // ---- what is here

    /** Whether nothing waits to be allowed to leave. */
    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Requests that ran and whose replies wait. */
    int pending() {
        return pending;
    }

    /** Bytes of the replies held and the requests they answer. */
    long waitingBytes() {
        return waitingBytes;
    }

    /** Bytes of replies and messages that the peer's side hasn't taken yet. */
    long bytes() {
        long bytes = heldBytes;
        if (open != null) {
            bytes += open.bytes.readableBytes();
        }
        ChannelOutboundBuffer leaving =
                context == null ? null : context.channel().unsafe().outboundBuffer();
        return leaving == null ? bytes : bytes + leaving.totalPendingWriteBytes();
    }

    /** Nothing that is here is sent any more. */
    void drop() {
        Replies unfinished = open;
        if (unfinished != null) {
            unfinished.bytes.release();
            open = null;
        }
        held.forEach(replies -> replies.bytes.release());
        held.clear();
        pending = 0;
        heldBytes = 0;
        waitingBytes = 0;
    }

    void disconnected() {
        drop();
        context = null;
    }
}
