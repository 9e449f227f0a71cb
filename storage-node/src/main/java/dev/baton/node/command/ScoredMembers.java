package dev.baton.node.command;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Op;
import dev.baton.node.keyspace.SortedSetValue;
import java.util.Arrays;

/** Members of sorted sets with their scores, gathered to be stored or removed. */
final class ScoredMembers {
    private Bytes[] members;
    private double[] scores;
    private int size;

    ScoredMembers(int capacity) {
        members = new Bytes[capacity];
        scores = new double[capacity];
    }

    /** Those of these ranks, upwards. */
    static ScoredMembers of(SortedSetValue set, Range ranks) {
        ScoredMembers found = new ScoredMembers(ranks.length());
        set.forEach(
                ranks.from(),
                ranks.from() + ranks.length(),
                false,
                (member, score) -> found.add(Bytes.of(member), score));
        return found;
    }

    void add(Bytes member, double score) {
        if (size == members.length) {
            members = Arrays.copyOf(members, Math.max(8, size * 2));
            scores = Arrays.copyOf(scores, members.length);
        }
        members[size] = member;
        scores[size++] = score;
    }

    int size() {
        return size;
    }

    Bytes[] members() {
        return Arrays.copyOf(members, size);
    }

    /** Makes the key a sorted set of them, or removes it if there are none. */
    void store(Call call, Bytes target) {
        if (call.look(target) != null) {
            call.write(new Op.Delete(target));
        }
        if (size > 0) {
            call.write(new Op.PutScores(target, members(), Arrays.copyOf(scores, size)));
        }
    }
}
