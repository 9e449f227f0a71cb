package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.oneKey;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.SetValue;
import dev.baton.node.keyspace.SortedSetValue;
import dev.baton.node.resp.ReplyWriter;
import java.util.Arrays;
import java.util.List;

/** SPOP SRANDMEMBER ZRANDMEMBER. The leader chooses; the effect names whom it chose. */
final class RandomMemberCommands {
    private RandomMemberCommands() {}

    static List<CommandDefinition> definitions() {
        return List.of(
                oneKey("spop", "set", -2, RandomMemberCommands::pop, Flag.WRITE, Flag.FAST),
                oneKey("srandmember", "set", -2, RandomMemberCommands::ofSet, Flag.READONLY),
                oneKey("zrandmember", "sorted-set", -2, RandomMemberCommands::ofSortedSet, Flag.READONLY));
    }

    private static void pop(Call call) {
        if (call.count() > 3) {
            throw CommandException.syntax();
        }
        boolean many = call.count() == 3;
        long wanted = many ? call.integer(2, 0, "ERR value is out of range, must be positive") : 1;
        SetValue set = SetCommands.look(call, 1);
        ReplyWriter out = call.out();
        if (set == null) {
            if (many) {
                out.set(0);
            } else {
                out.nil();
            }
            return;
        }
        int[] chosen = many ? RandomIndexes.distinct(wanted, set.size()) : new int[] {RandomIndexes.one(set.size())};
        Bytes[] members = new Bytes[chosen.length];
        Arrays.setAll(members, i -> set.get(chosen[i]));
        if (many) {
            out.set(members.length);
        }
        for (Bytes member : members) {
            out.bulk(member.array());
        }
        if (members.length == set.size()) {
            call.write(new Op.Delete(call.key(1)), "spop");
        } else if (members.length > 0) {
            call.write(new Op.RemoveMembers(call.key(1), members));
        }
    }

    private static void ofSet(Call call) {
        if (call.count() > 3) {
            throw CommandException.syntax();
        }
        boolean many = call.count() == 3;
        long wanted = many ? count(call) : 1;
        SetValue set = SetCommands.look(call, 1);
        if (many) {
            int[] chosen = set == null ? new int[0] : RandomIndexes.some(wanted, set.size());
            call.out().array(chosen.length);
            for (int i = 0; set != null && i < chosen.length; i++) {
                call.out().bulk(set.array(chosen[i]));
            }
        } else if (set == null) {
            call.out().nil();
        } else {
            call.out().bulk(set.array(RandomIndexes.one(set.size())));
        }
    }

    private static void ofSortedSet(Call call) {
        boolean many = call.count() >= 3;
        long wanted = many ? count(call) : 1;
        boolean withScores = call.count() == 4 && call.is(3, "WITHSCORES");
        if (call.count() > 4 || (call.count() == 4 && !withScores)) {
            throw CommandException.syntax();
        }
        if (withScores && Math.abs(wanted) > Long.MAX_VALUE / 2) {
            throw new CommandException("ERR value is out of range");
        }
        Entry entry = call.look(call.key(1));
        SortedSetValue set = entry == null ? null : entry.sortedSet();
        ReplyWriter out = call.out();
        if (!many) {
            if (set == null) {
                out.nil();
            } else {
                out.bulk(set.get(RandomIndexes.one(set.size())).array());
            }
            return;
        }
        int[] chosen = set == null ? new int[0] : RandomIndexes.some(wanted, set.size());
        if (withScores) {
            out.scores(chosen.length);
        } else {
            out.array(chosen.length);
        }
        for (int i = 0; set != null && i < chosen.length; i++) {
            byte[] member = set.get(chosen[i]).array();
            if (withScores) {
                out.scored(member, set.scoreAt(chosen[i]));
            } else {
                out.bulk(member);
            }
        }
    }

    private static long count(Call call) {
        return call.integer(2, -Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
