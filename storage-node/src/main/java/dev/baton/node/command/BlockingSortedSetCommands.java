package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.countedKeys;
import static dev.baton.node.command.CommandDefinition.manyKeys;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
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
                (key, now) -> {
                    SortedSetValue set = sortedSet(now, key);
                    int index = index(set, least, 0);
                    Bytes member = set.get(index);
                    now.out().array(3);
                    now.out().bulk(key.array());
                    now.out().bulk(member.array());
                    now.out().number(set.scoreAt(index));
                    remove(now, key, least, member);
                });
    }

    private static void popMany(Call call) {
        long timeoutMillis = BlockingPops.timeout(call, 1);
        PopMany many = PopMany.parse(call, 2, "MIN", "MAX");
        BlockingPops.popOrWait(
                call, many.keys(), ValueType.SORTED_SET, timeoutMillis, call.out()::nilArray, (key, now) -> {
                    SortedSetValue set = sortedSet(now, key);
                    Bytes[] members = new Bytes[(int) Math.min(many.count(), set.size())];
                    now.out().array(2);
                    now.out().bulk(key.array());
                    now.out().array(members.length);
                    for (int i = 0; i < members.length; i++) {
                        int index = index(set, many.first(), i);
                        members[i] = set.get(index);
                        now.out().array(2);
                        now.out().bulk(members[i].array());
                        now.out().number(set.scoreAt(index));
                    }
                    remove(now, key, many.first(), members);
                });
    }

    private static void remove(Call call, Bytes key, boolean least, Bytes... members) {
        call.write(new Op.RemoveScored(key, members), least ? "zpopmin" : "zpopmax");
    }

    private static int index(SortedSetValue set, boolean least, int rank) {
        return least ? rank : set.size() - 1 - rank;
    }

    private static SortedSetValue sortedSet(Call call, Bytes key) {
        Entry entry = call.look(key);
        if (entry == null) {
            throw new IllegalStateException("a pop from key " + key + ", which isn't there");
        }
        return entry.sortedSet();
    }
}
