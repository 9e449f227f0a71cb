package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.Transaction;
import dev.baton.node.keyspace.ValueType;
import dev.baton.node.pubsub.Message;
import dev.baton.node.resp.Doubles;
import dev.baton.node.resp.Integers;
import dev.baton.node.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a command: its arguments, and everything it may use. */
public final class Call {
    private static final long MUCH_BYTES = 1 << 20;

    private final CommandExecutor executor;
    private final Keyspace keyspace;
    private final ServerState server;
    private final Session session;
    private final long nowMillis;
    private final ReplyWriter out;
    private CommandDefinition definition;
    private byte[][] arguments;
    private @Nullable Transaction transaction;
    private boolean inExec;
    private boolean closes;
    private Execution.@Nullable PendingWait pendingWait;
    private @Nullable Blocked blocked;
    /** Null when nobody wants to hear of any. */
    private @Nullable CommandEvents events;

    private List<Message> messages = List.of();

    Call(
            CommandExecutor executor,
            Session session,
            long nowMillis,
            ReplyWriter out,
            CommandDefinition definition,
            byte[][] arguments) {
        this.executor = executor;
        this.keyspace = executor.keyspace();
        this.server = executor.server();
        this.session = session;
        this.nowMillis = nowMillis;
        this.out = out;
        this.definition = definition;
        this.arguments = arguments;
    }

    /** Turns to the next queued command of an EXEC; the transaction goes on. */
    void next(CommandDefinition queued, byte[][] queuedArguments) {
        tellEvents();
        this.inExec = true;
        this.definition = queued;
        this.arguments = queuedArguments;
    }

    CommandExecutor executor() {
        return executor;
    }

    boolean inExec() {
        return inExec;
    }

    String name() {
        return definition.name();
    }

    /** Arguments, the command's name included. */
    int count() {
        return arguments.length;
    }

    byte[][] arguments() {
        return arguments;
    }

    byte[] argument(int index) {
        return arguments[index];
    }

    Bytes key(int index) {
        return Bytes.of(arguments[index]);
    }

    boolean is(int index, String word) {
        return Texts.equalsIgnoringCase(arguments[index], word);
    }

    long integer(int index) {
        byte[] text = arguments[index];
        if (!Integers.isLong(text)) {
            throw CommandException.notAnInteger();
        }
        return Integers.parse(text);
    }

    /** An integer within bounds, both allowed. */
    long integer(int index, long least, long most) {
        long value = integer(index);
        if (value < least || value > most) {
            throw new CommandException("ERR value is out of range, value must between " + least + " and " + most);
        }
        return value;
    }

    /** An integer that is at least so great; anything else is refused with these words. */
    long integer(int index, long least, String refusal) {
        byte[] text = arguments[index];
        if (!Integers.isLong(text) || Integers.parse(text) < least) {
            throw new CommandException(refusal);
        }
        return Integers.parse(text);
    }

    /** A score, infinite perhaps, never NaN. */
    double score(int index) {
        double score = Doubles.parse(arguments[index]);
        if (Double.isNaN(score)) {
            throw CommandException.notAFloat();
        }
        return score;
    }

    Session session() {
        return session;
    }

    ServerState server() {
        return server;
    }

    Keyspace keyspace() {
        return keyspace;
    }

    ReplyWriter out() {
        return out;
    }

    long nowMillis() {
        return nowMillis;
    }

    Transaction transaction() {
        Transaction begun = transaction;
        if (begun == null) {
            begun = keyspace.begin(nowMillis);
            transaction = begun;
            if (!server.live().keyspaceEvents().isOff()) {
                events = new CommandEvents();
                begun.observe(events);
            }
        }
        return begun;
    }

    @Nullable
    Entry look(Bytes key) {
        return counted(key, transaction().look(key));
    }

    /** As {@link #look}, but the key doesn't count as used. */
    @Nullable
    Entry glance(Bytes key) {
        return counted(key, transaction().glance(key));
    }

    private @Nullable Entry counted(Bytes key, @Nullable Entry found) {
        if (!definition.isWrite()) {
            executor.statistics().looked(found != null);
        }
        if (found == null && events != null && definition.has(Flag.READONLY) && definition.firstKey() > 0) {
            events.missed(key);
        }
        return found;
    }

    /** Performs an op. Its keyspace event, if somebody wants to hear of it, is called as the command: see {@link CommandEvents}. */
    void write(Op op) {
        write(op, null);
    }

    /** Performs an op whose keyspace event is called otherwise than the command. */
    void write(Op op, @Nullable String event) {
        Transaction into = transaction();
        CommandEvents told = events;
        if (told == null) {
            into.write(op);
            return;
        }
        Entry before = op instanceof Op.Put put ? keyspace.peek(put.key()) : null;
        long expiryBefore = before == null ? Entry.NEVER : before.expireAt();
        into.write(op);
        told.wrote(definition, op, event, expiryBefore);
    }

    /**
     * Refuses to add so many bytes where there is no room for them. Memory is checked before each command, but a few words can ask for half a gigabyte
     * of zeros.
     */
    void growsBy(long bytes) {
        if (bytes >= MUCH_BYTES && !executor.memory().mayGrowBy(bytes)) {
            throw new CommandException(CommandExecutor.OUT_OF_MEMORY);
        }
    }

    void closeAfterReply() {
        closes = true;
    }

    void waitFor(Execution.PendingWait wait) {
        pendingWait = wait;
    }

    /**
     * Waits until one of the keys has a value of that type, then pops: the command must have found none that has, and not run by EXEC.
     *
     * @param timeoutMillis 0: without end
     */
    void block(List<Bytes> keys, ValueType type, long timeoutMillis, Blocked.Pop pop) {
        blocked = new Blocked(definition, arguments, keys, type, pop, timeoutMillis);
    }

    /** Has a message published once this command, or the whole EXEC, is done. */
    void publish(Message message) {
        if (messages.isEmpty()) {
            messages = new ArrayList<>(2);
        }
        messages.add(message);
    }

    private void tellEvents() {
        if (events != null) {
            events.end(keyspace, server.live().keyspaceEvents(), this::publish);
        }
    }

    Execution end() {
        tellEvents();
        return transaction == null && !closes && pendingWait == null && messages.isEmpty()
                ? Execution.NOTHING_LEFT
                : new Execution(transaction, closes, pendingWait, blocked, messages);
    }
}
