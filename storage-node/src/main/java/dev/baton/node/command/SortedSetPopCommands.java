package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.countedKeys;
import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.SortedSetValue;
import dev.baton.node.resp.ReplyWriter;
import java.util.List;

/** ZPOPMIN ZPOPMAX ZMPOP. The effect names whom they took. */
final class SortedSetPopCommands {
    private SortedSetPopCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("zpopmin", "sorted-set", -2, call -> pop(call, false), Flag.WRITE, Flag.FAST),
                oneKey("zpopmax", "sorted-set", -2, call -> pop(call, true), Flag.WRITE, Flag.FAST),
                countedKeys("zmpop", "sorted-set", -4, 1, SortedSetPopCommands::popOfFirst, Flag.WRITE));
    }

    private static void pop(Call call, boolean greatest) {
        if (call.count() > 3) {
            throw CommandException.syntax();
        }
        boolean many = call.count() == 3;
        long wanted = many ? call.integer(2, 0, "ERR value is out of range, must be positive") : 1;
        Bytes key = call.key(1);
        SortedSetValue set = SortedSetCommands.look(call, 1);
        ReplyWriter out = call.out();
        if (set == null || wanted == 0) {
            out.array(0);
        } else if (many) {
            Range ranks = ranks(set, greatest, wanted);
            out.scores(ranks.length());
            set.forEach(ranks.from(), ranks.from() + ranks.length(), greatest, out::scored);
            remove(call, key, set, ranks, greatest);
        } else {
            Range ranks = ranks(set, greatest, 1);
            out.array(2);
            flat(out, set, ranks, greatest);
            remove(call, key, set, ranks, greatest);
        }
    }

    private static void flat(ReplyWriter out, SortedSetValue set, Range ranks, boolean greatest) {
        set.forEach(ranks.from(), ranks.from() + ranks.length(), greatest, (member, score) -> {
            out.bulk(member);
            out.number(score);
        });
    }

    private static void popOfFirst(Call call) {
        CountedPop pop = CountedPop.parse(call, 1, "MIN", "MAX");
        for (Bytes key : pop.keys()) {
            Entry entry = call.look(key);
            if (entry != null) {
                popWithKey(call, key, entry.sortedSet(), !pop.first(), pop.count());
                return;
            }
        }
        call.out().nilArray();
    }

    /** Pops at most so many, and answers key, members and scores. */
    /** As BZPOPMIN answers: key, member and score in one. */
    static void popOneWithKey(Call call, Bytes key, SortedSetValue set, boolean greatest) {
        ReplyWriter out = call.out();
        Range ranks = ranks(set, greatest, 1);
        out.array(3);
        out.bulk(key.array());
        set.forEach(ranks.from(), ranks.from() + 1, greatest, (member, score) -> {
            out.bulk(member);
            out.number(score);
        });
        remove(call, key, set, ranks, greatest);
    }

    static void popWithKey(Call call, Bytes key, SortedSetValue set, boolean greatest, long wanted) {
        ReplyWriter out = call.out();
        Range ranks = ranks(set, greatest, wanted);
        out.array(2);
        out.bulk(key.array());
        out.array(ranks.length());
        set.forEach(ranks.from(), ranks.from() + ranks.length(), greatest, (member, score) -> {
            out.array(2);
            out.bulk(member);
            out.number(score);
        });
        remove(call, key, set, ranks, greatest);
    }

    private static Range ranks(SortedSetValue set, boolean greatest, long wanted) {
        int count = (int) Math.min(wanted, set.size());
        return new Range(greatest ? set.size() - count : 0, count);
    }

    private static void remove(Call call, Bytes key, SortedSetValue set, Range ranks, boolean greatest) {
        SortedSetCommands.remove(
                call, key, set, ScoredMembers.of(set, ranks).members(), greatest ? "zpopmax" : "zpopmin");
    }
}
