package dev.baton.node.command;

import dev.baton.node.keyspace.SortedSetValue;

/** A part of a sorted set: by score, by the bytes of the members, or by rank. */
sealed interface MemberRange permits ScoreRange, LexRange, RankRange {
    /** The ranks of the members in it, from the lowest on. */
    Range in(SortedSetValue set);
}
