package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import dev.baton.node.resp.Integers;
import java.util.List;

/** INCR DECR INCRBY DECRBY INCRBYFLOAT. The effect holds the sum, never the increment. */
final class CounterCommands {
    private CounterCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("incr", "string", 2, call -> add(call, 1), Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("decr", "string", 2, call -> add(call, -1), Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("incrby", "string", 3, call -> add(call, call.integer(2)), Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("decrby", "string", 3, CounterCommands::subtract, Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("incrbyfloat", "string", 3, CounterCommands::addDecimal, Flag.WRITE, Flag.DENYOOM, Flag.FAST));
    }

    private static void subtract(Call call) {
        long decrement = call.integer(2);
        if (decrement == Long.MIN_VALUE) {
            throw new CommandException("ERR decrement would overflow");
        }
        add(call, -decrement);
    }

    private static void add(Call call, long increment) {
        Bytes key = call.key(1);
        Entry entry = call.look(key);
        long old = 0;
        if (entry != null) {
            byte[] text = entry.string();
            if (!Integers.isLong(text)) {
                throw CommandException.notAnInteger();
            }
            old = Integers.parse(text);
        }
        long sum = sum(old, increment);
        call.write(new Op.Put(key, Integers.toBytes(sum), entry == null ? Entry.NEVER : entry.expireAt()), "incrby");
        call.out().integer(sum);
    }

    static long sum(long old, long increment) {
        long sum = old + increment;
        if (((old ^ sum) & (increment ^ sum)) < 0) {
            throw new CommandException("ERR increment or decrement would overflow");
        }
        return sum;
    }

    private static void addDecimal(Call call) {
        Bytes key = call.key(1);
        Entry entry = call.look(key);
        LongDouble old = entry == null ? LongDouble.ZERO : LongDouble.parse(entry.string());
        LongDouble increment = LongDouble.parse(call.argument(2));
        if (old == null || increment == null) {
            throw CommandException.notAFloat();
        }
        byte[] sum = old.plus(increment).toBytes();
        call.write(new Op.Put(key, sum, entry == null ? Entry.NEVER : entry.expireAt()));
        call.out().bulk(sum);
    }
}
