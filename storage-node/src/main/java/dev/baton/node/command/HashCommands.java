package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.HashValue;
import dev.baton.node.keyspace.Op;
import dev.baton.node.resp.Integers;
import dev.baton.node.resp.ReplyWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HSET HMSET HSETNX HGET HMGET HGETALL HKEYS HVALS HLEN HEXISTS HSTRLEN HDEL HINCRBY HINCRBYFLOAT. */
final class HashCommands {
    private HashCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("hset", "hash", -4, HashCommands::set, Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("hmset", "hash", -4, HashCommands::set, Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("hsetnx", "hash", 4, HashCommands::setIfAbsent, Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("hget", "hash", 3, HashCommands::get, Flag.READONLY, Flag.FAST),
                oneKey("hmget", "hash", -3, HashCommands::getMany, Flag.READONLY, Flag.FAST),
                oneKey("hgetall", "hash", 2, HashCommands::getAll, Flag.READONLY),
                oneKey("hkeys", "hash", 2, HashCommands::fields, Flag.READONLY),
                oneKey("hvals", "hash", 2, HashCommands::values, Flag.READONLY),
                oneKey("hlen", "hash", 2, HashCommands::size, Flag.READONLY, Flag.FAST),
                oneKey("hexists", "hash", 3, HashCommands::exists, Flag.READONLY, Flag.FAST),
                oneKey("hstrlen", "hash", 3, HashCommands::length, Flag.READONLY, Flag.FAST),
                oneKey("hdel", "hash", -3, HashCommands::delete, Flag.WRITE, Flag.FAST),
                oneKey("hincrby", "hash", 4, HashCommands::add, Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("hincrbyfloat", "hash", 4, HashCommands::addDecimal, Flag.WRITE, Flag.DENYOOM, Flag.FAST));
    }

    private static @Nullable HashValue look(Call call) {
        Entry entry = call.look(call.key(1));
        return entry == null ? null : entry.hash();
    }

    private static byte @Nullable [] value(Call call, int fieldIndex) {
        HashValue hash = look(call);
        return hash == null ? null : hash.get(call.key(fieldIndex));
    }

    private static void set(Call call) {
        if (call.count() % 2 != 0) {
            throw CommandException.wrongArity(call.name());
        }
        HashValue hash = look(call);
        int pairs = (call.count() - 2) / 2;
        Bytes[] fields = new Bytes[pairs];
        byte[][] values = new byte[pairs][];
        for (int i = 0; i < pairs; i++) {
            fields[i] = call.key(2 + i * 2);
            values[i] = call.argument(3 + i * 2);
        }
        int before = hash == null ? 0 : hash.size();
        call.write(new Op.PutFields(call.key(1), fields, values), "hset");
        if (call.name().equals("hmset")) {
            call.out().ok();
        } else {
            HashValue now = look(call);
            call.out().integer(now == null ? 0 : now.size() - before);
        }
    }

    private static void put(Call call, byte[] value) {
        call.write(
                new Op.PutFields(call.key(1), new Bytes[] {call.key(2)}, new byte[][] {value}),
                call.name().equals("hsetnx") ? "hset" : call.name());
    }

    private static void setIfAbsent(Call call) {
        if (value(call, 2) != null) {
            call.out().integer(0);
            return;
        }
        put(call, call.argument(3));
        call.out().integer(1);
    }

    private static void get(Call call) {
        bulkOrNil(call.out(), value(call, 2));
    }

    private static void getMany(Call call) {
        HashValue hash = look(call);
        call.out().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            bulkOrNil(call.out(), hash == null ? null : hash.get(call.key(i)));
        }
    }

    private static void bulkOrNil(ReplyWriter out, byte @Nullable [] value) {
        if (value == null) {
            out.nil();
        } else {
            out.bulk(value);
        }
    }

    private static void getAll(Call call) {
        HashValue hash = look(call);
        call.out().map(hash == null ? 0 : hash.size());
        if (hash != null) {
            hash.forEach((field, value) -> {
                call.out().bulk(field.array());
                call.out().bulk(value);
            });
        }
    }

    private static void fields(Call call) {
        HashValue hash = look(call);
        call.out().array(hash == null ? 0 : hash.size());
        if (hash != null) {
            hash.forEach((field, value) -> call.out().bulk(field.array()));
        }
    }

    private static void values(Call call) {
        HashValue hash = look(call);
        call.out().array(hash == null ? 0 : hash.size());
        if (hash != null) {
            hash.forEach((field, value) -> call.out().bulk(value));
        }
    }

    private static void size(Call call) {
        HashValue hash = look(call);
        call.out().integer(hash == null ? 0 : hash.size());
    }

    private static void exists(Call call) {
        call.out().integer(value(call, 2) == null ? 0 : 1);
    }

    private static void length(Call call) {
        byte[] value = value(call, 2);
        call.out().integer(value == null ? 0 : value.length);
    }

    private static void delete(Call call) {
        HashValue hash = look(call);
        Set<Bytes> present = new LinkedHashSet<>();
        if (hash != null) {
            for (int i = 2; i < call.count(); i++) {
                Bytes field = call.key(i);
                if (hash.contains(field)) {
                    present.add(field);
                }
            }
        }
        if (!present.isEmpty()) {
            call.write(new Op.DeleteFields(call.key(1), present.toArray(new Bytes[0])));
        }
        call.out().integer(present.size());
    }

    private static void add(Call call) {
        long increment = call.integer(3);
        byte[] old = value(call, 2);
        if (old != null && !Integers.isLong(old)) {
            throw new CommandException("ERR hash value is not an integer");
        }
        long sum = CounterCommands.sum(old == null ? 0 : Integers.parse(old), increment);
        put(call, Integers.toBytes(sum));
        call.out().integer(sum);
    }

    private static void addDecimal(Call call) {
        LongDouble increment = LongDouble.parse(call.argument(3));
        if (increment == null) {
            throw CommandException.notAFloat();
        }
        if (increment.isInfinite()) {
            throw new CommandException("ERR value is NaN or Infinity");
        }
        byte[] text = value(call, 2);
        LongDouble old = text == null ? LongDouble.ZERO : LongDouble.parse(text);
        if (old == null) {
            throw new CommandException("ERR hash value is not a float");
        }
        byte[] sum = old.plus(increment).toBytes();
        put(call, sum);
        call.out().bulk(sum);
    }
}
