package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.Transaction;
import dev.baton.node.pubsub.Message;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keyspace events of one command, from the ops that it wrote: so nothing is told that didn't happen.
 *
 * <p>An event is called as its command, and is of the class of its command's group: {@code SADD} needs no word about it. Where Redis calls it
 * otherwise, the command says so as it writes: {@code call.write(op, "set")}. Ops that mean the same whoever writes them (delete, expire,
 * rename, push and pop) have names of their own, a key that lost its last element adds a {@code del} by itself.
 *
 * <p>Loop thread only.
 */
public final class CommandEvents implements Transaction.Observer {
    private record Event(EventClass kind, String name, Bytes key) {
        boolean isOf(Bytes other) {
            return key.equals(other);
        }

        boolean removes() {
            return name.equals("del") || name.equals("expired") || name.equals("evicted") || name.equals("rename_from");
        }
    }

    private final List<Event> events = new ArrayList<>();

    /** An op of the command was performed. */
    void wrote(CommandDefinition by, Op op, @Nullable String named, long expiryBefore) {
        String name = named == null ? by.name() : named;
        EventClass kind = EventClass.ofGroup(by.group());
        switch (op) {
            case Op.Flush flush -> {}
            case Op.Delete delete -> {
                if (named == null) {
                    add(EventClass.GENERIC, "del", delete.key());
                } else {
                    add(kind, named, delete.key()); // a way to empty it
                }
            }
            case Op.Copy copy -> add(EventClass.GENERIC, "copy_to", copy.to());
            case Op.OnCollection change
            when named != null -> add(EventClass.ofType(change.type()), named, change.key());
            case Op.Rename rename -> {
                add(EventClass.GENERIC, "rename_from", rename.from());
                add(EventClass.GENERIC, "rename_to", rename.to());
            }
            case Op.Expire expire -> {
                // Together with a value it belongs to that.
                if (events.stream().noneMatch(event -> event.isOf(expire.key()) && !event.removes())) {
                    add(EventClass.GENERIC, expire.expireAt() == Entry.NEVER ? "persist" : "expire", expire.key());
                }
            }
            case Op.Put put -> {
                add(kind, name, put.key());
                if (name.equals("set") && put.expireAt() != Entry.NEVER && put.expireAt() != expiryBefore) {
                    add(EventClass.GENERIC, "expire", put.key());
                }
            }
            case Op.Patch patch -> add(kind, name, patch.key());
            case Op.Push push
            when movesElements(by) -> add(EventClass.LIST, push.end() == Op.End.LEFT ? "lpush" : "rpush", push.key());
            case Op.Pop pop
            when movesElements(by) -> add(EventClass.LIST, pop.end() == Op.End.LEFT ? "lpop" : "rpop", pop.key());
            case Op.OnCollection change -> add(kind, name, change.key());
        }
    }

    /** Whether pushing and popping is what the command is for, not how it does something else. */
    private static boolean movesElements(CommandDefinition by) {
        return by.name().contains("push")
                || by.name().contains("pop")
                || by.name().contains("move");
    }

    @Override
    public void added(Bytes key) {
        add(EventClass.NEW, "new", key);
    }

    @Override
    public void expired(Bytes key) {
        add(EventClass.EXPIRED, "expired", key);
    }

    @Override
    public void evicted(Bytes key) {
        add(EventClass.EVICTED, "evicted", key);
    }

    /** A command that reads asked for a key that isn't there. */
    void missed(Bytes key) {
        add(EventClass.KEY_MISS, "keymiss", key);
    }

    private void add(EventClass kind, String name, Bytes key) {
        Event last = events.isEmpty() ? null : events.getLast();
        if (last != null && last.isOf(key)) {
            if (last.name().equals(name)) {
                return; // several ops make one event
            }
            if (last.name().equals("del")) {
                events.removeLast(); // it made room for a new value
            }
        }
        events.add(new Event(kind, name, key));
    }

    /** The command is done: hands over what is to be told of it, and begins anew. */
    public void end(Keyspace keyspace, KeyspaceEvents wanted, Consumer<? super Message> publish) {
        if (events.isEmpty()) {
            return;
        }
        Set<Bytes> emptied = new LinkedHashSet<>();
        for (Event event : events) {
            if (event.removes() || event.kind() == EventClass.KEY_MISS) {
                emptied.remove(event.key());
            } else if (keyspace.peek(event.key()) == null) {
                emptied.add(event.key());
            }
            wanted.tell(event.kind(), event.name(), event.key(), publish);
        }
        emptied.forEach(key -> wanted.tell(EventClass.GENERIC, "del", key, publish));
        events.clear();
    }
}
