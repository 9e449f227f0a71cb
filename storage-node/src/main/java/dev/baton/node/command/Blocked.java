package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.ValueType;
import java.util.List;

/**
 * A command that found nothing to pop and waits: see {@link CommandExecutor#wake} and {@link CommandExecutor#timeOut}.
 *
 * @param definition of the command
 * @param arguments of the command
 * @param keys it waits for, the most wanted first
 * @param type of the value that it pops from: a key of another one is passed over
 * @param pop pops from the key that was found and writes the reply
 * @param timeoutMillis 0: without end
 */
public record Blocked(
        CommandDefinition definition,
        byte[][] arguments,
        List<Bytes> keys,
        ValueType type,
        Pop pop,
        long timeoutMillis) {

    /** Pops from a key where there is something to pop. */
    @FunctionalInterface
    public interface Pop {
        void from(Bytes key, Call call);
    }
}
