package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.countedKeys;
import static dev.baton.node.command.CommandDefinition.manyKeys;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.SetValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** SINTER SUNION SDIFF, each with STORE, and SINTERCARD. A key that isn't there is an empty set. */
final class SetAlgebraCommands {
    private SetAlgebraCommands() {}

    /** Makes one set of several, null for an empty one. */
    private interface Operation extends Function<List<@Nullable SetValue>, Collection<Bytes>> {}

    static List<CommandDefinition> definitions() {
        return List.of(
                reading("sinter", SetAlgebraCommands::intersection),
                reading("sunion", SetAlgebraCommands::union),
                reading("sdiff", SetAlgebraCommands::difference),
                storing("sinterstore", SetAlgebraCommands::intersection),
                storing("sunionstore", SetAlgebraCommands::union),
                storing("sdiffstore", SetAlgebraCommands::difference),
                countedKeys("sintercard", "set", -3, 1, SetAlgebraCommands::intersectionSize, Flag.READONLY));
    }

    private static CommandDefinition reading(String name, Operation operation) {
        return manyKeys(name, "set", -2, -1, 1, call -> read(call, operation), Flag.READONLY);
    }

    private static CommandDefinition storing(String name, Operation operation) {
        return manyKeys(name, "set", -3, -1, 1, call -> store(call, operation), Flag.WRITE, Flag.DENYOOM);
    }

    private static void read(Call call, Operation operation) {
        Collection<Bytes> result = operation.apply(sets(call, 1, call.count()));
        call.out().set(result.size());
        for (Bytes member : result) {
            call.out().bulk(member.array());
        }
    }

    private static void store(Call call, Operation operation) {
        Bytes target = call.key(1);
        Collection<Bytes> result = operation.apply(sets(call, 2, call.count()));
        if (call.look(target) != null) {
            call.write(new Op.Delete(target));
        }
        if (!result.isEmpty()) {
            call.write(new Op.AddMembers(target, result.toArray(new Bytes[0])));
        }
        call.out().integer(result.size());
    }

    private static void intersectionSize(Call call) {
        long keys = call.integer(1, 1, "ERR numkeys should be greater than 0");
        if (keys > call.count() - 2) {
            throw new CommandException("ERR Number of keys can't be greater than number of args");
        }
        int afterKeys = 2 + (int) keys;
        long limit = 0;
        for (int i = afterKeys; i < call.count(); i += 2) {
            if (!call.is(i, "LIMIT") || i + 1 == call.count()) {
                throw CommandException.syntax();
            }
            limit = call.integer(i + 1, 0, "ERR LIMIT can't be negative");
        }
        call.out()
                .integer(intersection(sets(call, 2, afterKeys), limit == 0 ? Long.MAX_VALUE : limit)
                        .size());
    }

    private static List<@Nullable SetValue> sets(Call call, int from, int to) {
        List<@Nullable SetValue> sets = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sets.add(SetCommands.look(call, i));
        }
        return sets;
    }

    private static Collection<Bytes> intersection(List<@Nullable SetValue> sets) {
        return intersection(sets, Long.MAX_VALUE);
    }

    /** Looks each member of the smallest set up in the others, until so many are found. */
    private static List<Bytes> intersection(List<@Nullable SetValue> all, long limit) {
        List<SetValue> sets = new ArrayList<>();
        for (SetValue set : all) {
            if (set == null) {
                return List.of();
            }
            sets.add(set);
        }
        sets.sort(Comparator.comparingInt(SetValue::size));
        SetValue smallest = sets.getFirst();
        List<Bytes> found = new ArrayList<>();
        for (int i = 0; i < smallest.size() && found.size() < limit; i++) {
            boolean inAll = true;
            for (int j = 1; inAll && j < sets.size(); j++) {
                inAll = sets.get(j).contains(smallest, i);
            }
            if (inAll) {
                found.add(smallest.get(i));
            }
        }
        return found;
    }

    private static Collection<Bytes> union(List<@Nullable SetValue> sets) {
        Set<Bytes> found = new LinkedHashSet<>();
        for (SetValue set : sets) {
            for (int i = 0; set != null && i < set.size(); i++) {
                found.add(set.get(i));
            }
        }
        return found;
    }

    private static Collection<Bytes> difference(List<@Nullable SetValue> sets) {
        SetValue first = sets.getFirst();
        List<Bytes> found = new ArrayList<>();
        for (int i = 0; first != null && i < first.size(); i++) {
            boolean inOther = false;
            for (int j = 1; !inOther && j < sets.size(); j++) {
                SetValue other = sets.get(j);
                inOther = other != null && other.contains(first, i);
            }
            if (!inOther) {
                found.add(first.get(i));
            }
        }
        return found;
    }
}
