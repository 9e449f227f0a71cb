package dev.baton.node.command;

import dev.baton.node.keyspace.SortedSetValue;
import dev.baton.node.resp.Doubles;

/** The members whose scores lie between two, each included or not: {@code 1.5}, {@code (1.5}, {@code -inf}. */
record ScoreRange(double least, boolean withLeast, double greatest, boolean withGreatest) implements MemberRange {
    static ScoreRange parse(byte[] least, byte[] greatest) {
        return new ScoreRange(bound(least), !isOpen(least), bound(greatest), !isOpen(greatest));
    }

    @Override
    public Range in(SortedSetValue set) {
        int from = set.countBefore((member, score) -> withLeast ? score < least : score <= least);
        int to = set.countBefore((member, score) -> withGreatest ? score <= greatest : score < greatest);
        return new Range(from, Math.max(0, to - from));
    }

    private static boolean isOpen(byte[] bound) {
        return bound.length > 0 && bound[0] == '(';
    }

    private static double bound(byte[] text) {
        double bound = Doubles.parseBound(text, isOpen(text) ? 1 : 0);
        if (Double.isNaN(bound)) {
            throw new CommandException("ERR min or max is not a float");
        }
        return bound;
    }
}
