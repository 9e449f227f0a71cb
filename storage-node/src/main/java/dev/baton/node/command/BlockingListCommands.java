package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.countedKeys;
import static dev.baton.node.command.CommandDefinition.manyKeys;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.ListValue;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.ValueType;
import java.util.List;

/** BLPOP BRPOP BLMOVE BRPOPLPUSH BLMPOP. */
final class BlockingListCommands {
    private BlockingListCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                manyKeys("blpop", "list", -3, -2, 1, call -> pop(call, Op.End.LEFT), Flag.WRITE, Flag.BLOCKING),
                manyKeys("brpop", "list", -3, -2, 1, call -> pop(call, Op.End.RIGHT), Flag.WRITE, Flag.BLOCKING),
                manyKeys(
                        "blmove",
                        "list",
                        6,
                        2,
                        1,
                        call -> move(call, ListMoveCommands.end(call, 3), ListMoveCommands.end(call, 4), 5),
                        Flag.WRITE,
                        Flag.DENYOOM,
                        Flag.BLOCKING),
                manyKeys(
                        "brpoplpush",
                        "list",
                        4,
                        2,
                        1,
                        call -> move(call, Op.End.RIGHT, Op.End.LEFT, 3),
                        Flag.WRITE,
                        Flag.DENYOOM,
                        Flag.BLOCKING),
                countedKeys("blmpop", "list", -5, 2, BlockingListCommands::popMany, Flag.WRITE, Flag.BLOCKING));
    }

    private static void pop(Call call, Op.End end) {
        int last = call.count() - 1;
        long timeoutMillis = BlockingPops.timeout(call, last);
        BlockingPops.popOrWait(
                call,
                BlockingPops.keys(call, 1, last),
                ValueType.LIST,
                timeoutMillis,
                call.out()::nilArray,
                (key, now) -> {
                    ListValue list = list(now, key);
                    now.out().array(2);
                    now.out().bulk(key.array());
                    now.out().bulk(list.get(end == Op.End.LEFT ? 0 : list.size() - 1));
                    now.write(new Op.Pop(key, end, 1));
                });
    }

    private static void move(Call call, Op.End from, Op.End to, int timeoutAt) {
        long timeoutMillis = BlockingPops.timeout(call, timeoutAt);
        Bytes target = call.key(2);
        BlockingPops.popOrWait(
                call, List.of(call.key(1)), ValueType.LIST, timeoutMillis, call.out()::nil, (key, now) -> {
                    ListValue list = list(now, key);
                    Entry there = now.look(target);
                    if (there != null) {
                        there.list(); // refuses another type
                    }
                    ListMoveCommands.move(now, key, list, from, target, to);
                });
    }

    private static void popMany(Call call) {
        long timeoutMillis = BlockingPops.timeout(call, 1);
        ManyPop many = ManyPop.parse(call, 2);
        BlockingPops.popOrWait(
                call,
                many.keys(),
                ValueType.LIST,
                timeoutMillis,
                call.out()::nilArray,
                (key, now) -> many.run(now, key, list(now, key)));
    }

    private static ListValue list(Call call, Bytes key) {
        Entry entry = call.look(key);
        if (entry == null) {
            throw new IllegalStateException("a pop from key " + key + ", which isn't there");
        }
        return entry.list();
    }
}
