package dev.baton.node.command;

import dev.baton.node.keyspace.SortedSetValue;
import java.util.Arrays;

/**
 * The members whose bytes lie between two: {@code [a} with a, {@code (a} without, {@code -} before and {@code +} after all. Only of use where all
 * scores are equal.
 */
record LexRange(byte[] least, byte[] greatest) implements MemberRange {
    static LexRange parse(byte[] least, byte[] greatest) {
        check(least);
        check(greatest);
        return new LexRange(least, greatest);
    }

    @Override
    public Range in(SortedSetValue set) {
        int from = set.countBefore((member, score) -> compare(member, least) < 0 || isAt(member, least, '('));
        int to = set.countBefore((member, score) -> compare(member, greatest) < 0 || isAt(member, greatest, '['));
        return new Range(from, Math.max(0, to - from));
    }

    /** How a member lies to a bound, whether that is included or not. */
    private static int compare(byte[] member, byte[] bound) {
        return switch (bound[0]) {
            case '-' -> 1;
            case '+' -> -1;
            default -> Arrays.compareUnsigned(member, 0, member.length, bound, 1, bound.length);
        };
    }

    private static boolean isAt(byte[] member, byte[] bound, char kind) {
        return bound[0] == kind && compare(member, bound) == 0;
    }

    private static void check(byte[] bound) {
        boolean end = bound.length == 1 && (bound[0] == '-' || bound[0] == '+');
        boolean member = bound.length > 0 && (bound[0] == '[' || bound[0] == '(');
        if (!end && !member) {
            throw new CommandException("ERR min or max not valid string range item");
        }
    }
}
