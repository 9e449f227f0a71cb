package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.ListValue;
import dev.baton.node.keyspace.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LINSERT LSET LREM LTRIM LPOS: what finds or changes elements in the middle of a list. */
final class ListEditCommands {
    private ListEditCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("linsert", "list", 5, ListEditCommands::insert, Flag.WRITE, Flag.DENYOOM),
                oneKey("lset", "list", 4, ListEditCommands::set, Flag.WRITE, Flag.DENYOOM),
                oneKey("lrem", "list", 4, ListEditCommands::remove, Flag.WRITE),
                oneKey("ltrim", "list", 4, ListEditCommands::trim, Flag.WRITE),
                oneKey("lpos", "list", -3, ListEditCommands::positions, Flag.READONLY));
    }

    private static @Nullable ListValue look(Call call) {
        Entry entry = call.look(call.key(1));
        return entry == null ? null : entry.list();
    }

    private static void insert(Call call) {
        boolean after = call.is(2, "AFTER");
        if (!after && !call.is(2, "BEFORE")) {
            throw CommandException.syntax();
        }
        ListValue list = look(call);
        if (list == null) {
            call.out().integer(0);
            return;
        }
        int pivot = 0;
        while (pivot < list.size() && !Arrays.equals(list.get(pivot), call.argument(3))) {
            pivot++;
        }
        if (pivot == list.size()) {
            call.out().integer(-1);
            return;
        }
        ListCommands.checkSize(list.size() + 1L);
        call.write(new Op.Insert(call.key(1), after ? pivot + 1 : pivot, call.argument(4)));
        call.out().integer(list.size());
    }

    private static void set(Call call) {
        ListValue list = look(call);
        if (list == null) {
            throw CommandException.noSuchKey();
        }
        long index = call.integer(2);
        long at = index < 0 ? list.size() + index : index;
        if (at < 0 || at >= list.size()) {
            throw new CommandException("ERR index out of range");
        }
        call.write(new Op.SetElement(call.key(1), (int) at, call.argument(3)));
        call.out().ok();
    }

    private static void remove(Call call) {
        long count = call.integer(2, -Long.MAX_VALUE, Long.MAX_VALUE);
        ListValue list = look(call);
        byte[] element = call.argument(3);
        long wanted = count == 0 ? Long.MAX_VALUE : Math.abs(count);
        int found = 0;
        for (int i = 0; list != null && i < list.size() && found < wanted; i++) {
            if (Arrays.equals(list.get(i), element)) {
                found++;
            }
        }
        if (found > 0) {
            call.write(new Op.RemoveEqual(call.key(1), count < 0 ? Op.End.RIGHT : Op.End.LEFT, found, element));
        }
        call.out().integer(found);
    }

    private static void trim(Call call) {
        long start = call.integer(2);
        long end = call.integer(3);
        Bytes key = call.key(1);
        ListValue list = look(call);
        call.out().ok();
        if (list == null) {
            return;
        }
        Range kept = Range.of(start, end, list.size());
        int right = list.size() - kept.from() - kept.length();
        if (kept.length() == 0) {
            call.write(new Op.Delete(key), "ltrim");
            return;
        }
        if (kept.from() > 0) {
            call.write(new Op.Pop(key, Op.End.LEFT, kept.from()));
        }
        if (right > 0) {
            call.write(new Op.Pop(key, Op.End.RIGHT, right));
        }
    }

    private static void positions(Call call) {
        long rank = 1;
        long count = -1;
        long mostLooked = 0;
        for (int i = 3; i < call.count(); i++) {
            boolean valueFollows = i + 1 < call.count();
            if (call.is(i, "RANK") && valueFollows) {
                rank = call.integer(++i, -Long.MAX_VALUE, Long.MAX_VALUE);
                if (rank == 0) {
                    throw new CommandException(
                            "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second "
                                    + "... or use negative to start from the end of the list");
                }
            } else if (call.is(i, "COUNT") && valueFollows) {
                count = call.integer(++i, 0, "ERR COUNT can't be negative");
            } else if (call.is(i, "MAXLEN") && valueFollows) {
                mostLooked = call.integer(++i, 0, "ERR MAXLEN can't be negative");
            } else {
                throw CommandException.syntax();
            }
        }
        ListValue list = look(call);
        List<Integer> found = list == null
                ? List.of()
                : positions(
                        list,
                        call.argument(2),
                        rank,
                        count < 0 ? 1 : count == 0 ? Long.MAX_VALUE : count,
                        mostLooked == 0 ? Long.MAX_VALUE : mostLooked);
        if (count >= 0) {
            call.out().array(found.size());
            found.forEach(index -> call.out().integer(index));
        } else if (found.isEmpty()) {
            call.out().nil();
        } else {
            call.out().integer(found.getFirst());
        }
    }

    private static List<Integer> positions(ListValue list, byte[] element, long rank, long count, long mostLooked) {
        List<Integer> found = new ArrayList<>();
        long toSkip = Math.abs(rank) - 1;
        int looked = (int) Math.min(list.size(), mostLooked);
        for (int i = 0; i < looked && found.size() < count; i++) {
            int index = rank > 0 ? i : list.size() - 1 - i;
            if (Arrays.equals(list.get(index), element) && --toSkip < 0) {
                found.add(index);
            }
        }
        return found;
    }
}
