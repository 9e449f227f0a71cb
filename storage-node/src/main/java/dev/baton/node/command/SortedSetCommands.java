package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.SortedSetValue;
import dev.baton.node.resp.Doubles;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ZREM ZCARD ZSCORE ZMSCORE ZRANK ZREVRANK ZCOUNT ZLEXCOUNT ZSCAN. */
final class SortedSetCommands {
    private SortedSetCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("zrem", "sorted-set", -3, SortedSetCommands::remove, Flag.WRITE, Flag.FAST),
                oneKey("zcard", "sorted-set", 2, SortedSetCommands::size, Flag.READONLY, Flag.FAST),
                oneKey("zscore", "sorted-set", 3, SortedSetCommands::score, Flag.READONLY, Flag.FAST),
                oneKey("zmscore", "sorted-set", -3, SortedSetCommands::scores, Flag.READONLY, Flag.FAST),
                oneKey("zrank", "sorted-set", 3, call -> rank(call, false), Flag.READONLY, Flag.FAST),
                oneKey("zrevrank", "sorted-set", 3, call -> rank(call, true), Flag.READONLY, Flag.FAST),
                oneKey("zcount", "sorted-set", 4, SortedSetCommands::countByScore, Flag.READONLY, Flag.FAST),
                oneKey("zlexcount", "sorted-set", 4, SortedSetCommands::countByLex, Flag.READONLY, Flag.FAST),
                oneKey("zscan", "sorted-set", -3, SortedSetCommands::scan, Flag.READONLY));
    }

    /** The sorted set of the key at this position of the request, or null. */
    static @Nullable SortedSetValue look(Call call, int index) {
        Entry entry = call.look(call.key(index));
        return entry == null ? null : entry.sortedSet();
    }

    /**
     * Removes these members, the key with the last.
     *
     * @param event as it is called
     */
    static void remove(Call call, Bytes key, SortedSetValue set, Bytes[] members, String event) {
        if (members.length == set.size()) {
            call.write(new Op.Delete(key), event);
        } else if (members.length > 0) {
            call.write(new Op.RemoveScored(key, members), event);
        }
    }

    private static void remove(Call call) {
        SortedSetValue set = look(call, 1);
        Bytes[] removed = new Bytes[call.count() - 2];
        int count = 0;
        for (int i = 2; set != null && i < call.count(); i++) {
            Bytes member = call.key(i);
            if (!Double.isNaN(set.score(member))) {
                removed[count++] = member;
            }
        }
        if (set == null || count == 0) {
            call.out().integer(0);
            return;
        }
        int before = set.size();
        // A request may name a member twice.
        call.write(new Op.RemoveScored(call.key(1), Arrays.copyOf(removed, count)));
        call.out().integer(before - set.size());
    }

    private static void size(Call call) {
        SortedSetValue set = look(call, 1);
        call.out().integer(set == null ? 0 : set.size());
    }

    private static void score(Call call) {
        writeScore(call, look(call, 1), call.key(2));
    }

    private static void scores(Call call) {
        SortedSetValue set = look(call, 1);
        call.out().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            writeScore(call, set, call.key(i));
        }
    }

    private static void writeScore(Call call, @Nullable SortedSetValue set, Bytes member) {
        double score = set == null ? Double.NaN : set.score(member);
        if (Double.isNaN(score)) {
            call.out().nil();
        } else {
            call.out().number(score);
        }
    }

    private static void rank(Call call, boolean fromTheEnd) {
        SortedSetValue set = look(call, 1);
        int rank = set == null ? -1 : set.rank(call.key(2));
        if (set == null || rank < 0) {
            call.out().nil();
        } else {
            call.out().integer(fromTheEnd ? set.size() - 1 - rank : rank);
        }
    }

    private static void countByScore(Call call) {
        count(call, ScoreRange.parse(call.argument(2), call.argument(3)));
    }

    private static void countByLex(Call call) {
        count(call, LexRange.parse(call.argument(2), call.argument(3)));
    }

    private static void count(Call call, MemberRange range) {
        SortedSetValue set = look(call, 1);
        call.out().integer(set == null ? 0 : range.in(set).length());
    }

    private static void scan(Call call) {
        ElementScan.run(
                call, Entry::sortedSet, 2, (set, index) -> set.get(index).array(), (set, index) -> {
                    call.out().bulk(set.get(index).array());
                    call.out().bulk(Doubles.toBytes(set.scoreAt(index)));
                });
    }
}
