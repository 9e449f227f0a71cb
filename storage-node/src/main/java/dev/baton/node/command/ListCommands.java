package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.ListValue;
import dev.baton.node.keyspace.Op;
import dev.baton.node.resp.Integers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RPUSH LPUSH RPUSHX LPUSHX RPOP LPOP LLEN LINDEX LRANGE. */
final class ListCommands {
    private ListCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey(
                        "rpush",
                        "list",
                        -3,
                        call -> push(call, Op.End.RIGHT, false),
                        Flag.WRITE,
                        Flag.DENYOOM,
                        Flag.FAST),
                oneKey(
                        "lpush",
                        "list",
                        -3,
                        call -> push(call, Op.End.LEFT, false),
                        Flag.WRITE,
                        Flag.DENYOOM,
                        Flag.FAST),
                oneKey(
                        "rpushx",
                        "list",
                        -3,
                        call -> push(call, Op.End.RIGHT, true),
                        Flag.WRITE,
                        Flag.DENYOOM,
                        Flag.FAST),
                oneKey(
                        "lpushx",
                        "list",
                        -3,
                        call -> push(call, Op.End.LEFT, true),
                        Flag.WRITE,
                        Flag.DENYOOM,
                        Flag.FAST),
                oneKey("rpop", "list", -2, call -> pop(call, Op.End.RIGHT), Flag.WRITE, Flag.FAST),
                oneKey("lpop", "list", -2, call -> pop(call, Op.End.LEFT), Flag.WRITE, Flag.FAST),
                oneKey("llen", "list", 2, ListCommands::length, Flag.READONLY, Flag.FAST),
                oneKey("lindex", "list", 3, ListCommands::index, Flag.READONLY),
                oneKey("lrange", "list", 4, ListCommands::range, Flag.READONLY));
    }

    private static @Nullable ListValue look(Call call) {
        Entry entry = call.look(call.key(1));
        return entry == null ? null : entry.list();
    }

    private static void push(Call call, Op.End end, boolean ifPresent) {
        ListValue list = look(call);
        if (list == null && ifPresent) {
            call.out().integer(0);
            return;
        }
        byte[][] elements = new byte[call.count() - 2][];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = call.argument(i + 2);
        }
        long size = (list == null ? 0L : list.size()) + elements.length;
        checkSize(size);
        call.write(new Op.Push(call.key(1), end, elements));
        call.out().integer(size);
    }

    static void checkSize(long elements) {
        if (elements > 1 << 30) {
            throw new CommandException("ERR the list would have more than " + (1 << 30) + " elements");
        }
    }

    private static void pop(Call call, Op.End end) {
        if (call.count() > 3) {
            throw CommandException.wrongArity(call.name());
        }
        boolean many = call.count() == 3;
        long wanted = 1;
        if (many) {
            byte[] text = call.argument(2);
            wanted = Integers.isLong(text) ? Integers.parse(text) : -1;
            if (wanted < 0) {
                throw new CommandException("ERR value is out of range, must be positive");
            }
        }
        Bytes key = call.key(1);
        ListValue list = look(call);
        if (list == null) {
            if (many) {
                call.out().nilArray();
            } else {
                call.out().nil();
            }
            return;
        }
        int count = (int) Math.min(wanted, list.size());
        if (many) {
            call.out().array(count);
        }
        for (int i = 0; i < count; i++) {
            call.out().bulk(list.get(end == Op.End.LEFT ? i : list.size() - 1 - i));
        }
        if (count > 0) {
            call.write(new Op.Pop(key, end, count));
        }
    }

    private static void length(Call call) {
        ListValue list = look(call);
        call.out().integer(list == null ? 0 : list.size());
    }

    private static void index(Call call) {
        ListValue list = look(call);
        long index = list == null ? 0 : call.integer(2);
        long at = list != null && index < 0 ? list.size() + index : index;
        if (list == null || at < 0 || at >= list.size()) {
            call.out().nil();
        } else {
            call.out().bulk(list.get((int) at));
        }
    }

    private static void range(Call call) {
        long start = call.integer(2);
        long end = call.integer(3);
        ListValue list = look(call);
        Range range = Range.of(start, end, list == null ? 0 : list.size());
        call.out().array(range.length());
        for (int i = 0; list != null && i < range.length(); i++) {
            call.out().bulk(list.get(range.from() + i));
        }
    }
}
