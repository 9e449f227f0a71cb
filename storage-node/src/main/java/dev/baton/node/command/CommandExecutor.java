package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.keyspace.WrongTypeException;
import dev.baton.node.resp.ReplyWriter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a request from decoding to reply, in the order in which Redis 7.0 checks: known, number of arguments, authenticated, permitted, may
 * write, may read; then queued by an open MULTI, or run once there is memory for it. No sockets: the caller appends the effect, stamps it and holds the reply back.
 *
 * <p>Loop thread only.
 */
public final class CommandExecutor {
    static final String OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";
    private static final long MAX_QUEUED_BYTES = 1L << 30;
    /** What a RESP2 client may say while it subscribes to something: other replies couldn't be told from messages. */
    private static final Set<String> WHILE_SUBSCRIBED =
            Set.of("subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ping", "quit", "reset");

    private final Keyspace keyspace;
    private final ServerState server;
    private final Commands commands;
    private final Statistics statistics;
    private final Permissions permissions;
    private final MemoryBound memory;
    private final Slowlog slowlog;
    private final LatencyMonitor latency;

    public CommandExecutor(Keyspace keyspace, ServerState server) {
        this.keyspace = keyspace;
        this.server = server;
        this.commands = new Commands();
        this.statistics = server.statistics();
        this.permissions = new Permissions(server.users());
        this.memory = new MemoryBound(keyspace, server.settings());
        this.slowlog = new Slowlog(server.settings());
        this.latency = new LatencyMonitor(server.settings());
    }

    /** The command's definition, or null if there is none of this name. */
    public @Nullable CommandDefinition find(byte[] name) {
        return commands.find(name);
    }

    /** Whether running this request now may change keys: EXEC does if a queued command does; a write that MULTI queues doesn't. */
    public boolean isWrite(Session session, byte[][] request) {
        CommandDefinition definition = commands.find(request[0]);
        if (definition == null) {
            return false;
        }
        if (session.inMulti()) {
            return definition.name().equals("exec") && session.queuedWrite();
        }
        return definition.isWrite();
    }

    /** Whether CLIENT PAUSE WRITE holds this request back: what other members may see something of. */
    public boolean mayReplicate(Session session, byte[][] request) {
        CommandDefinition definition = commands.find(request);
        return definition != null && definition.has(Flag.MAY_REPLICATE) || isWrite(session, request);
    }

    /**
     * Runs a request and writes its one reply, or for a pending WAIT none.
     *
     * @param request as decoded, not empty; kept if MULTI is open
     * @param nowMillis since 1970
     * @param out attached to the session's buffer and protocol version
     */
    public Execution execute(Session session, byte[][] request, long nowMillis, ReplyWriter out) {
        return execute(session, request, nowMillis, System.nanoTime(), out);
    }

    /** As above, for who has looked at {@link System#nanoTime} just now. */
    public Execution execute(Session session, byte[][] request, long nowMillis, long beganNanos, ReplyWriter out) {
        CommandDefinition definition = commands.find(request);
        session.active(nowMillis, definition == null ? "NULL" : definition.name());
        String refusal = refusal(session, definition, request, nowMillis);
        if (definition == null || refusal != null) {
            refuse(session, definition, refusal == null ? "ERR unknown command" : refusal, out);
            return Execution.NOTHING_LEFT;
        }
        if (session.inMulti() && !definition.has(Flag.NOT_QUEUED)) {
            session.enqueue(definition, request);
            out.queued();
            return Execution.NOTHING_LEFT;
        }
        Call call = new Call(this, session, nowMillis, out, definition, request);
        if (needsMemory(session, definition) && memory.isExceeded() && !memory.makesRoom(call.transaction())) {
            refuse(session, definition, OUT_OF_MEMORY, out);
            return call.end(); // what was deleted in vain is deleted
        }
        run(definition, call, beganNanos);
        return call.end();
    }

    /** Runs what a command waited for, now that there is something to pop from the key, and writes the reply. */
    public Execution wake(Session session, Blocked blocked, Bytes key, long nowMillis, ReplyWriter out) {
        return goOn(session, blocked, nowMillis, out, call -> blocked.pop().from(key, call));
    }

    /** Answers a command that waited as long as it was to, or no longer waits: there was nothing. */
    public Execution timeOut(Session session, Blocked blocked, long nowMillis, ReplyWriter out) {
        return goOn(session, blocked, nowMillis, out, call -> {
            blocked.keys().forEach(call::look); // the answer waits for who emptied them
            call.out().nilArray();
        });
    }

    private Execution goOn(Session session, Blocked blocked, long nowMillis, ReplyWriter out, Command rest) {
        Call call = new Call(this, session, nowMillis, out, blocked.definition(), blocked.arguments());
        run(blocked.definition().running(rest), call);
        return call.end();
    }

    /** Runs a command; whatever it refuses becomes its reply. */
    void run(CommandDefinition definition, Call call) {
        run(definition, call, System.nanoTime());
    }

    private void run(CommandDefinition definition, Call call, long beganNanos) {
        ReplyWriter out = call.out();
        int mark = out.mark();
        try {
            definition.command().run(call);
        } catch (CommandException refused) {
            failed(definition, out, mark, refused.reply());
        } catch (WrongTypeException wrongType) {
            failed(definition, out, mark, "WRONGTYPE " + wrongType.getMessage());
        }
        long took = System.nanoTime() - beganNanos;
        statistics.ran();
        definition.counters().ran(took);
        if (slowlog.concerns(took) && !definition.has(Flag.NO_SLOWLOG)) {
            slowlog.add(call.nowMillis(), took, call.arguments(), call.session());
        }
        if (latency.concerns(took)) {
            latency.add(definition.has(Flag.FAST) ? "fast-command" : "command", call.nowMillis(), took);
        }
    }

    private void failed(CommandDefinition definition, ReplyWriter out, int mark, String reply) {
        out.backTo(mark);
        out.error(reply);
        definition.counters().failed();
        statistics.error(reply);
    }

    Keyspace keyspace() {
        return keyspace;
    }

    ServerState server() {
        return server;
    }

    Statistics statistics() {
        return statistics;
    }

    /** What keeps keys and values within their bound. */
    public MemoryBound memory() {
        return memory;
    }

    Permissions permissions() {
        return permissions;
    }

    Slowlog slowlog() {
        return slowlog;
    }

    LatencyMonitor latency() {
        return latency;
    }

    Commands commands() {
        return commands;
    }

    private @Nullable String refusal(
            Session session, @Nullable CommandDefinition definition, byte[][] request, long nowMillis) {
        if (definition == null) {
            return unknown(request);
        }
        if (definition.command() instanceof Subcommands && request.length > 1) {
            return CommandException.unknownSubcommand(definition.name(), request[1])
                    .reply();
        }
        if (!definition.accepts(request.length)) {
            return CommandException.wrongArity(definition.name()).reply();
        }
        if (!session.authenticated() && !definition.has(Flag.NO_AUTH)) {
            return "NOAUTH Authentication required.";
        }
        if (permissions.refusal(session, definition, request, nowMillis) instanceof String refused) {
            return refused;
        }
        boolean exec = session.inMulti() && definition.name().equals("exec");
        boolean writes = definition.isWrite() || (exec && session.queuedWrite());
        boolean reads = exec ? session.queuedRead() : !definition.isWrite() && !definition.has(Flag.ALWAYS);
        if (writes && server.refusesWrites() instanceof String refused) {
            return refused;
        }
        if (reads && server.refusesReads() instanceof String refused) {
            return refused;
        }
        if (session.isSubscribed() && !session.resp3() && !WHILE_SUBSCRIBED.contains(definition.name())) {
            return "ERR Can't execute '" + definition.name()
                    + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
        }
        if (session.inMulti() && definition.has(Flag.DENYOOM) && memory.refuses()) {
            return OUT_OF_MEMORY;
        }
        if (session.inMulti()
                && !definition.has(Flag.NOT_QUEUED)
                && session.queuedBytes() + Session.bytesOf(request) > MAX_QUEUED_BYTES) {
            return "ERR the transaction is too big: more than " + MAX_QUEUED_BYTES + " bytes queued";
        }
        return null;
    }

    private void refuse(Session session, @Nullable CommandDefinition definition, String refusal, ReplyWriter out) {
        if (definition != null) {
            definition.counters().rejected();
        }
        statistics.error(refusal);
        if (definition != null && definition.name().equals("exec")) {
            session.endMulti();
            String reason = refusal.startsWith("ERR ") ? refusal.substring(4) : refusal;
            out.error("EXECABORT Transaction discarded because of: " + reason);
        } else {
            session.breakMulti();
            out.error(refusal);
        }
    }

    private static boolean needsMemory(Session session, CommandDefinition definition) {
        return definition.has(Flag.DENYOOM)
                || session.queuedNeedsMemory() && definition.name().equals("exec");
    }

    private static String unknown(byte[][] request) {
        StringBuilder arguments = new StringBuilder();
        for (int i = 1; i < request.length && arguments.length() < 128; i++) {
            String shown = Texts.forPeople(request[i], 128 - arguments.length());
            arguments.append('\'').append(shown).append("' ");
        }
        return "ERR unknown command '" + Texts.forPeople(request[0], 128) + "', with args beginning with: " + arguments;
    }

    /** The name of a command as declared. */
    static String lowerCase(byte[] name) {
        return Texts.of(name).toLowerCase(Locale.ROOT);
    }
}
