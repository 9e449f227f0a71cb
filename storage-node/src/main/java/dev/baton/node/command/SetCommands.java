package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.manyKeys;
import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.SetValue;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SADD SREM SISMEMBER SMISMEMBER SCARD SMEMBERS SMOVE SSCAN. */
final class SetCommands {
    private SetCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("sadd", "set", -3, SetCommands::add, Flag.WRITE, Flag.DENYOOM, Flag.FAST),
                oneKey("srem", "set", -3, SetCommands::remove, Flag.WRITE, Flag.FAST),
                oneKey("sismember", "set", 3, SetCommands::contains, Flag.READONLY, Flag.FAST),
                oneKey("smismember", "set", -3, SetCommands::containsMany, Flag.READONLY, Flag.FAST),
                oneKey("scard", "set", 2, SetCommands::size, Flag.READONLY, Flag.FAST),
                oneKey("smembers", "set", 2, SetCommands::members, Flag.READONLY),
                manyKeys("smove", "set", 4, 2, 1, SetCommands::move, Flag.WRITE, Flag.FAST),
                oneKey("sscan", "set", -3, SetCommands::scan, Flag.READONLY));
    }

    /** The set of the key at this position of the request, or null. */
    static @Nullable SetValue look(Call call, int index) {
        Entry entry = call.look(call.key(index));
        return entry == null ? null : entry.set();
    }

    private static void add(Call call) {
        SetValue set = look(call, 1);
        Bytes[] added = new Bytes[call.count() - 2];
        int count = 0;
        for (int i = 2; i < call.count(); i++) {
            Bytes member = call.key(i);
            if (set == null || !set.contains(member)) {
                added[count++] = member;
            }
        }
        if (count == 0) {
            call.out().integer(0);
            return;
        }
        int before = set == null ? 0 : set.size();
        call.write(new Op.AddMembers(call.key(1), Arrays.copyOf(added, count)));
        // A request may name a member twice: what it came to is seen in the set.
        SetValue now = count == 1 ? null : look(call, 1);
        call.out().integer(now == null ? 1 : now.size() - before);
    }

    private static void remove(Call call) {
        SetValue set = look(call, 1);
        Bytes[] removed = new Bytes[call.count() - 2];
        int count = 0;
        for (int i = 2; set != null && i < call.count(); i++) {
            Bytes member = call.key(i);
            if (set.contains(member)) {
                removed[count++] = member;
            }
        }
        if (set == null || count == 0) {
            call.out().integer(0);
            return;
        }
        int before = set.size();
        call.write(new Op.RemoveMembers(call.key(1), Arrays.copyOf(removed, count)));
        call.out().integer(before - set.size());
    }

    private static void contains(Call call) {
        SetValue set = look(call, 1);
        call.out().integer(set != null && set.contains(call.key(2)) ? 1 : 0);
    }

    private static void containsMany(Call call) {
        SetValue set = look(call, 1);
        call.out().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            call.out().integer(set != null && set.contains(call.key(i)) ? 1 : 0);
        }
    }

    private static void size(Call call) {
        SetValue set = look(call, 1);
        call.out().integer(set == null ? 0 : set.size());
    }

    private static void members(Call call) {
        SetValue set = look(call, 1);
        call.out().set(set == null ? 0 : set.size());
        for (int i = 0; set != null && i < set.size(); i++) {
            call.out().bulk(set.array(i));
        }
    }

    private static void move(Call call) {
        Bytes from = call.key(1);
        Bytes to = call.key(2);
        Bytes member = call.key(3);
        Entry source = call.look(from);
        if (source == null) {
            call.out().integer(0);
            return;
        }
        SetValue set = source.set();
        SetValue target = look(call, 2);
        boolean moves = set.contains(member);
        if (moves && set != target) {
            call.write(new Op.RemoveMembers(from, new Bytes[] {member}), "srem");
            if (target == null || !target.contains(member)) {
                call.write(new Op.AddMembers(to, new Bytes[] {member}), "sadd");
            }
        }
        call.out().integer(moves ? 1 : 0);
    }

    private static void scan(Call call) {
        ElementScan.run(
                call,
                Entry::set,
                1,
                (set, index) -> set.get(index).array(),
                (set, index) -> call.out().bulk(set.array(index)));
    }
}
