package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.manyKeys;
import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.SortedSetValue;
import java.util.List;

/** ZRANGE in all its forms, ZRANGESTORE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE ZRANGEBYLEX ZREVRANGEBYLEX, ZREMRANGEBYRANK/SCORE/LEX. */
final class SortedSetRangeCommands {
    private SortedSetRangeCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                reading("zrange", RangeRequest.Form.ANY),
                reading("zrevrange", RangeRequest.Form.RANK_BACKWARDS),
                reading("zrangebyscore", RangeRequest.Form.SCORE),
                reading("zrevrangebyscore", RangeRequest.Form.SCORE_BACKWARDS),
                reading("zrangebylex", RangeRequest.Form.LEX),
                reading("zrevrangebylex", RangeRequest.Form.LEX_BACKWARDS),
                manyKeys(
                        "zrangestore", "sorted-set", -5, 2, 1, SortedSetRangeCommands::store, Flag.WRITE, Flag.DENYOOM),
                removing("zremrangebyrank", call -> new RankRange(call.integer(2), call.integer(3), false)),
                removing("zremrangebyscore", call -> ScoreRange.parse(call.argument(2), call.argument(3))),
                removing("zremrangebylex", call -> LexRange.parse(call.argument(2), call.argument(3))));
    }

    /** Reads a range from the arguments. */
    private interface RangeParser {
        MemberRange parse(Call call);
    }

    private static CommandDefinition reading(String name, RangeRequest.Form form) {
        return oneKey(name, "sorted-set", -4, call -> read(call, form), Flag.READONLY);
    }

    private static CommandDefinition removing(String name, RangeParser range) {
        return oneKey(name, "sorted-set", 4, call -> remove(call, range.parse(call)), Flag.WRITE);
    }

    private static void read(Call call, RangeRequest.Form form) {
        RangeRequest request = RangeRequest.parse(call, 2, form, false);
        SortedSetValue set = SortedSetCommands.look(call, 1);
        if (set == null) {
            call.out().array(0);
            return;
        }
        Range ranks = request.in(set);
        int to = ranks.from() + ranks.length();
        if (request.withScores()) {
            call.out().scores(ranks.length());
            set.forEach(ranks.from(), to, request.backwards(), call.out()::scored);
        } else {
            call.out().array(ranks.length());
            set.forEach(
                    ranks.from(),
                    to,
                    request.backwards(),
                    (member, score) -> call.out().bulk(member));
        }
    }

    private static void store(Call call) {
        RangeRequest request = RangeRequest.parse(call, 3, RangeRequest.Form.ANY, true);
        SortedSetValue set = SortedSetCommands.look(call, 2);
        ScoredMembers found = set == null ? new ScoredMembers(0) : ScoredMembers.of(set, request.in(set));
        found.store(call, call.key(1));
        call.out().integer(found.size());
    }

    private static void remove(Call call, MemberRange range) {
        Bytes key = call.key(1);
        SortedSetValue set = SortedSetCommands.look(call, 1);
        if (set == null) {
            call.out().integer(0);
            return;
        }
        ScoredMembers found = ScoredMembers.of(set, range.in(set));
        SortedSetCommands.remove(call, key, set, found.members(), call.name());
        call.out().integer(found.size());
    }
}
