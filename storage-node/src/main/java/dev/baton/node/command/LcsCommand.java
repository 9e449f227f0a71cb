package dev.baton.node.command;

import static dev.baton.node.command.CommandDefinition.manyKeys;

import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.ValueType;
import dev.baton.node.resp.ReplyWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LCS: the longest common subsequence of two strings. */
final class LcsCommand {
    /** Of the product of both lengths: about a tenth of a second. Nobody else is served meanwhile. */
    private static final long MOST_CELLS = 32 << 20;

    private LcsCommand() {}

    static List<CommandDefinition> definitions() {
        return List.of(manyKeys("lcs", "string", -3, 2, 1, LcsCommand::run, Flag.READONLY));
    }

    private static void run(Call call) {
        byte[] a = string(call.look(call.key(1)));
        byte[] b = string(call.look(call.key(2)));
        if (a == null || b == null) {
            throw new CommandException("ERR The specified keys must contain string values");
        }
        boolean onlyLength = false;
        boolean matches = false;
        boolean matchLengths = false;
        long leastMatch = 0;
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "IDX")) {
                matches = true;
            } else if (call.is(i, "LEN")) {
                onlyLength = true;
            } else if (call.is(i, "WITHMATCHLEN")) {
                matchLengths = true;
            } else if (call.is(i, "MINMATCHLEN") && i + 1 < call.count()) {
                leastMatch = call.integer(++i);
            } else {
                throw CommandException.syntax();
            }
        }
        if (matches && onlyLength) {
            throw new CommandException("ERR If you want both the length and indexes, please just use IDX.");
        }
        if ((a.length + 1L) * (b.length + 1L) > MOST_CELLS) {
            throw new CommandException("ERR Insufficient memory: the product of the lengths of both strings exceeds "
                    + MOST_CELLS + ", the most that LCS compares");
        }
        CommonSubsequence common = CommonSubsequence.of(a, b);
        if (onlyLength) {
            call.out().integer(common.length());
        } else if (matches) {
            write(call.out(), common, leastMatch, matchLengths);
        } else {
            call.out().bulk(common.bytes());
        }
    }

    private static void write(ReplyWriter out, CommonSubsequence common, long leastMatch, boolean lengths) {
        List<CommonSubsequence.Match> matches = common.matches().stream()
                .filter(it -> it.length() >= leastMatch)
                .toList();
        out.map(2);
        out.bulk("matches");
        out.array(matches.size());
        for (CommonSubsequence.Match match : matches) {
            out.array(lengths ? 3 : 2);
            range(out, match.inFirst(), match.length());
            range(out, match.inSecond(), match.length());
            if (lengths) {
                out.integer(match.length());
            }
        }
        out.bulk("len");
        out.integer(common.length());
    }

    private static void range(ReplyWriter out, int from, int length) {
        out.array(2);
        out.integer(from);
        out.integer(from + length - 1L);
    }

    private static byte @Nullable [] string(@Nullable Entry entry) {
        if (entry == null) {
            return new byte[0];
        }
        return entry.type() == ValueType.STRING ? entry.string() : null;
    }
}
