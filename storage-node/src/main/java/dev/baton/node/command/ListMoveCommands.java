package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.countedKeys;
import static dev.baton.node.command.CommandDefinition.manyKeys;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.ListValue;
import dev.baton.node.keyspace.Op;
import java.util.List;

/** LMOVE RPOPLPUSH LMPOP. */
final class ListMoveCommands {
    private ListMoveCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                manyKeys(
                        "lmove",
                        "list",
                        5,
                        2,
                        1,
                        call -> move(call, end(call, 3), end(call, 4)),
                        Flag.WRITE,
                        Flag.DENYOOM),
                manyKeys(
                        "rpoplpush",
                        "list",
                        3,
                        2,
                        1,
                        call -> move(call, Op.End.RIGHT, Op.End.LEFT),
                        Flag.WRITE,
                        Flag.DENYOOM),
                countedKeys("lmpop", "list", -4, 1, ListMoveCommands::popMany, Flag.WRITE));
    }

    /** LEFT or RIGHT. */
    static Op.End end(Call call, int index) {
        for (Op.End end : Op.End.values()) {
            if (call.is(index, end.name())) {
                return end;
            }
        }
        throw CommandException.syntax();
    }

    private static void move(Call call, Op.End from, Op.End to) {
        Entry source = call.look(call.key(1));
        if (source == null) {
            call.out().nil();
            return;
        }
        ListValue list = source.list();
        Entry target = call.look(call.key(2));
        if (target != null) {
            target.list(); // refuses another type
        }
        move(call, call.key(1), list, from, call.key(2), to);
    }

    /** Moves one element and answers it; the target is checked to be a list or absent. */
    static void move(Call call, Bytes key, ListValue list, Op.End from, Bytes target, Op.End to) {
        byte[] element = list.get(from == Op.End.LEFT ? 0 : list.size() - 1);
        // In this order a list of one element that is turned on itself stays, and keeps its expiry.
        call.write(new Op.Push(target, to, new byte[][] {element}));
        call.write(new Op.Pop(key, from, 1));
        call.out().bulk(element);
    }

    private static void popMany(Call call) {
        ManyPop pop = ManyPop.parse(call, 1);
        for (Bytes key : pop.keys()) {
            Entry entry = call.look(key);
            if (entry != null) {
                pop.run(call, key, entry.list());
                return;
            }
        }
        call.out().nilArray();
    }
}
