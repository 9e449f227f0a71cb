package dev.baton.node.command;

import dev.baton.node.keyspace.SortedSetValue;

/**
 * The members from one rank to another, inclusive; negative ones count from the end.
 *
 * @param backwards ranks are counted from the highest on
 */
record RankRange(long start, long end, boolean backwards) implements MemberRange {
    @Override
    public Range in(SortedSetValue set) {
        Range range = Range.of(start, end, set.size());
        return backwards ? new Range(set.size() - range.from() - range.length(), range.length()) : range;
    }
}
