package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.countedKeys;
import static dev.baton.node.command.CommandDefinition.manyKeys;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.SortedSetValue;
import dev.baton.node.keyspace.ValueType;
import java.util.List;

/** BZPOPMIN BZPOPMAX BZMPOP. */
final class BlockingSortedSetCommands {
    private BlockingSortedSetCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                manyKeys(
                        "bzpopmin",
                        "sorted-set",
                        -3,
                        -2,
                        1,
                        call -> pop(call, true),
                        Flag.WRITE,
                        Flag.BLOCKING,
                        Flag.FAST),
                manyKeys(
                        "bzpopmax",
                        "sorted-set",
                        -3,
                        -2,
                        1,
                        call -> pop(call, false),
                        Flag.WRITE,
                        Flag.BLOCKING,
                        Flag.FAST),
                countedKeys(
                        "bzmpop", "sorted-set", -5, 2, BlockingSortedSetCommands::popMany, Flag.WRITE, Flag.BLOCKING));
    }

    private static void pop(Call call, boolean least) {
        int last = call.count() - 1;
        long timeoutMillis = BlockingPops.timeout(call, last);
        BlockingPops.popOrWait(
                call,
                BlockingPops.keys(call, 1, last),
                ValueType.SORTED_SET,
                timeoutMillis,
                call.out()::nilArray,
                (key, now) -> SortedSetPopCommands.popOneWithKey(now, key, sortedSet(now, key), !least));
    }

    private static void popMany(Call call) {
        long timeoutMillis = BlockingPops.timeout(call, 1);
        CountedPop many = CountedPop.parse(call, 2, "MIN", "MAX");
        BlockingPops.popOrWait(
                call,
                many.keys(),
                ValueType.SORTED_SET,
                timeoutMillis,
                call.out()::nilArray,
                (key, now) ->
                        SortedSetPopCommands.popWithKey(now, key, sortedSet(now, key), !many.first(), many.count()));
    }

    private static SortedSetValue sortedSet(Call call, Bytes key) {
        Entry entry = call.look(key);
        if (entry == null) {
            throw new IllegalStateException("a pop from key " + key + ", which isn't there");
        }
        return entry.sortedSet();
    }
}
