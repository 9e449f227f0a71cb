package dev.baton.node.server;

import dev.baton.node.command.ClientPause;
import dev.baton.node.command.CommandExecutor;
import dev.baton.node.command.Connection;
import dev.baton.node.command.Session;
import dev.baton.node.keyspace.Bytes;
import dev.baton.node.pubsub.Message;
import dev.baton.node.resp.ProtocolException;
import dev.baton.node.settings.OutputLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One client: takes its requests, runs each at once or holds it back, and lets the replies leave in order when the gate allows. Many writes of
 * one client are under way at a time. Loop thread only.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements Connection {
    /** With so many replies waiting, no more requests are taken, nor read from the connection. */
    private static final int MOST_PENDING = 16_384;

    /** Likewise with so many bytes of requests and replies waiting: a few long ones weigh more than many short ones. */
    private static final long MOST_WAITING_BYTES = 4 << 20;

    private final Member member;
    private final NodeState state;
    private final CommandExecutor executor;
    private final ClientGate gate;
    private final Session session;
    private final Journal journal;
    private final Incoming incoming = new Incoming();
    private final ReplyQueue replies;
    private final RequestRunner runner;
    private final ElementWait wait;
    private final OutputBound output = new OutputBound();
    /** Requests that wait until writes are allowed again, the log's next segment is there, or the one before them has its elements. */
    private final HeldBack parked = new HeldBack();

    private @Nullable ChannelHandlerContext context;
    /** Whether there may be whole requests left, parked or in {@link #incoming}, that wait for replies to leave. */
    private boolean stopped;
    /** Whether {@link #goOn} is about to come to them. */
    private boolean goingOn;

    private boolean closing;

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
        this.replies = new ReplyQueue(member, state, session, () -> gate.waits(this));
        this.runner = new RequestRunner(member, executor, gate, session, replies, journal);
        this.wait = new ElementWait(this, runner, member, state, gate.blocked());
        session.connection(this);
        session.subscriber().receiver(this::push);
    }

    Session session() {
        return session;
    }

    /** Requests that ran and whose replies wait. */
    int pending() {
        return replies.pending();
    }

    // ---- requests

    @Override
    public void channelActive(ChannelHandlerContext channelContext) {
        context = channelContext;
        replies.connected(channelContext);
        gate.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext channelContext, Object message) {
        ByteBuf in = (ByteBuf) message;
        state.statistics().received(in.readableBytes());
        incoming.add(in);
        takeRequests(channelContext);
    }

    /** Takes the whole requests that came, as far as there is room for what they are answered, and keeps the rest. */
    private void takeRequests(ChannelHandlerContext on) {
        try {
            while (!closing && findsRoom(on)) {
                byte[][] request = incoming.next(session.authenticated());
                if (request == null) {
                    break;
                }
                take(request);
            }
        } catch (ProtocolException malformed) {
            replies.writer().error("ERR " + malformed.getMessage());
            replies.answered(0, true);
            closing = true;
        }
        if (closing) {
            incoming.clear();
        } else {
            incoming.settle(on.alloc());
        }
    }

    /** Whether another request may be run, or parked: asked before each, since one read may bring thousands that are answered at length. */
    private boolean hasRoom(ChannelHandlerContext on) {
        return replies.pending() + parked.count() < MOST_PENDING
                && replies.waitingBytes() + parked.bytes() < MOST_WAITING_BYTES
                && on.channel().isWritable();
    }

    /** Whether a parked request may be run, which makes room for itself. */
    private boolean hasRoomForReplies(ChannelHandlerContext on) {
        return replies.pending() < MOST_PENDING
                && replies.waitingBytes() < MOST_WAITING_BYTES
                && on.channel().isWritable();
    }

    /** Makes room by letting replies leave, if they may. Else {@link #throttle} sees to it that the requests are taken once they have. */
    private boolean findsRoom(ChannelHandlerContext on) {
        if (!stopped && !hasRoom(on)) {
            replies.flush();
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
        if (!stopped) {
            takeRequests(on);
        }
        replies.flush();
        throttle();
    }

    private boolean mayUnpark() {
        // While paused none at all: a read may be the first, which hid an expired key.
        return !parked.isEmpty() && !member.core().isPaused() && !mustWait(parked.next());
    }

    /** Runs what was parked, as far as it needn't wait any longer. */
    private void unpark(ChannelHandlerContext on) {
        while (mayUnpark() && !closing && !stopped) {
            if (!hasRoomForReplies(on)) {
                replies.flush();
                stopped = !hasRoomForReplies(on);
            } else {
                run(parked.remove());
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext channelContext) {
        replies.flush();
        throttle();
    }

    private void take(byte[][] request) {
        if (!parked.isEmpty() || mustWait(request)) {
            parked.add(request);
        } else {
            run(request);
        }
    }

    /**
     * While a command waits for elements: everything. While writes are paused: writes, and any EXEC, which can't be run again should it meet
     * an expired key. While the log's next segment is being made: writes. And what CLIENT PAUSE says.
     */
    private boolean mustWait(byte[][] request) {
        return wait.isUnderWay()
                || member.core().isPaused()
                        && (session.inMulti() ? isExec(request) : executor.isWrite(session, request))
                || member.awaitsSpace(bytesToLog(request)) && executor.isWrite(session, request)
                || gate.pause().extent() != ClientPause.Extent.NONE && isPaused(request);
    }

    private boolean isPaused(byte[][] request) {
        return gate.pause().extent() == ClientPause.Extent.ALL || executor.mayReplicate(session, request);
    }

    /** About as many as its effect has, or more. */
    private long bytesToLog(byte[][] request) {
        return session.inMulti() ? session.queuedBytes() : Session.bytesOf(request);
    }

    private static boolean isExec(byte[][] request) {
        return new String(request[0], StandardCharsets.US_ASCII).equalsIgnoreCase("exec");
    }

    /** A pause is over, the log's next segment is there, or this member leads no more. */
    void runParked() {
        if (!parked.isEmpty()) {
            goesOn();
        }
    }

    /** Somebody else's command answered this client, or sent it a message: it leaves, and what waited behind it runs. */
    void goesOn() {
        ChannelHandlerContext on = context;
        if (on == null) {
            return;
        }
        unpark(on); // or, while stopped, when it goes on
        replies.flush();
        throttle();
        cutIfSlow(Member.now());
    }

    private void run(byte[][] request) {
        if (context != null) {
            settle(runner.run(request), request);
        }
    }

    private void settle(RequestRunner.Outcome outcome, byte[][] request) {
        switch (outcome) {
            case RequestRunner.Outcome.Answered answered -> closing |= answered.closes();
            case RequestRunner.Outcome.Again again -> parked.addAgain(request);
            case RequestRunner.Outcome.Waits waits -> wait.begin(waits.blocked());
        }
    }

    // ---- what is answered by others

    /** What waited for elements has its reply, or is to run again. */
    void answered(RequestRunner.Outcome outcome, byte[][] request) {
        settle(outcome, request);
        answeredByOthers();
    }

    /** What waited for elements is answered with an error. */
    void refused(String error, boolean closes) {
        replies.writer().error(error);
        replies.answered(0, closes);
        closing |= closes;
        answeredByOthers();
    }

    private void answeredByOthers() {
        ChannelHandlerContext on = context;
        if (on != null) {
            gate.answers(this, on.executor());
        }
    }

    @Override
    public boolean unblock(boolean withError) {
        return wait.unblock(withError) || replies.endWait();
    }

    @Override
    public boolean isBlocked() {
        return wait.isUnderWay();
    }

    // ---- replies and messages

    /** Lets go what may leave. @return whether nothing waits any more */
    boolean release() {
        if (replies.release()) {
            replies.flush();
            throttle();
        }
        return replies.isEmpty();
    }

    private void push(Message message, @Nullable Bytes pattern) {
        if (closing || context == null || output.isOver()) {
            return;
        }
        replies.push(out -> message.write(pattern, out));
        if (output.isOver(replies.bytes(), state.live().outputLimit(true), Member.now())) {
            replies.drop(); // now, and not when the turn ends: it may bring any number of messages
        }
        answeredByOthers();
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

    @Override
    public long requestBytes() {
        return incoming.size() + parked.bytes();
    }

    @Override
    public long replyBytes() {
        return replies.bytes();
    }

    // ---- the end

    /** Closes the connection of a client that leaves too much unread for too long, or has said nothing for long. */
    void cutIfSlowOrIdle(long now) {
        long idleSeconds = state.live().idleSeconds();
        if (idleSeconds > 0
                && !wait.isUnderWay()
                && !session.isSubscribed()
                && System.currentTimeMillis() - session.lastActiveMillis() > idleSeconds * 1000) {
            end();
        } else {
            cutIfSlow(now);
        }
    }

    private void cutIfSlow(long now) {
        OutputLimits.Limit limit = state.live().outputLimit(session.isSubscribed());
        if (output.isOver() || output.isOver(replies.bytes(), limit, now)) {
            journal.warn("cut off client " + session.id() + ", which leaves too much unread");
            end();
        }
    }

    /**
     * This member no longer leads. Writes that ran and wait have an unknown outcome, which only a closed connection tells truthfully;
     * writes that never ran are refused; the next refusal closes the connection, so that a pool looks for the new leader.
     */
    void deposed() {
        runner.deposed();
        if (!replies.isEmpty()) {
            end();
        } else if (!wait.refuse()) {
            runParked();
        }
    }

    /** Nothing waits for anything any more. */
    void processEnds() {
        if (replies.isEmpty() && wait.refuse()) {
            replies.flush();
        }
        end();
    }

    @Override
    public void kill() {
        end();
    }

    /** Closes at once; nothing that waits is answered any more. */
    void end() {
        wait.over(); // or an element would be popped for nobody
        replies.drop();
        parked.clear();
        closing = true;
        if (context != null) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext channelContext) {
        gate.closed(this);
        session.ended();
        replies.disconnected();
        parked.clear();
        incoming.clear();
        wait.over();
        closing = true;
        context = null;
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
