package dev.baton.node.keyspace;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A sorted set: its members by score, those of one score by their bytes. A table says the score of a member, a tree the order; rank and range
 * take logarithmic time.
 *
 * <p>Apart from its rank each member has an index, as in a {@link SetValue}.
 */
public final class SortedSetValue extends CollectionValue {
    /** Takes members in order. */
    @FunctionalInterface
    public interface Visitor {
        /** @param member not to be changed */
        void visit(byte[] member, double score);
    }

    /** Divides the order in two. */
    @FunctionalInterface
    public interface Border {
        /** Whether a member lies before the border. If one does, so do all before it. */
        boolean isAfter(byte[] member, double score);
    }

    private static final int OVERHEAD = 320;
    /** In the table, in the tree, and the score beside the table. */
    private static final int MEMBER_OVERHEAD = 16 + MemberTable.BYTES_EACH + ScoreTree.BYTES_EACH + 10;

    private static final int LEAST_CAPACITY = 4;

    private final MemberTable members = new MemberTable();
    private double[] scores = new double[LEAST_CAPACITY];
    private final ScoreTree order = new ScoreTree();
    private long weight = OVERHEAD;

    SortedSetValue() {}

    @Override
    public ValueType type() {
        return ValueType.SORTED_SET;
    }

    @Override
    public int size() {
        return members.size();
    }

    /** The score, or NaN if there is no such member. */
    public double score(Bytes member) {
        int index = members.find(member);
        return index < 0 ? Double.NaN : scores[index];
    }

    /** How many members are before this one, or −1 if there is no such member. */
    public int rank(Bytes member) {
        int index = members.find(member);
        return index < 0 ? -1 : order.rank(members.array(index), scores[index]);
    }

    /** How many members lie before a border. */
    public int countBefore(Border border) {
        return order.countBefore(border);
    }

    /** Visits the members of the ranks [from, to), upwards or downwards. */
    public void forEach(int from, int to, boolean downwards, Visitor visitor) {
        order.forEach(from, to, downwards, visitor);
    }

    /** Index from 0 to size − 1. */
    public Bytes get(int index) {
        return members.get(index);
    }

    /** The score of the member at an index. */
    public double scoreAt(int index) {
        return scores[index];
    }

    @Override
    void perform(Op.OnCollection op) {
        switch ((Op.OnSortedSet) op) {
            case Op.PutScores put -> {
                for (int i = 0; i < put.members().length; i++) {
                    put(put.members()[i], put.scores()[i]);
                }
            }
            case Op.RemoveScored remove -> {
                for (Bytes member : remove.members()) {
                    remove(member);
                }
            }
        }
    }

    private void put(Bytes member, double given) {
        double score = given + 0.0; // there is but one zero
        int index = members.find(member);
        if (index < 0) {
            index = members.size();
            members.add(member);
            if (index == scores.length) {
                scores = Arrays.copyOf(scores, index * 2);
            }
            order.add(member.array(), score);
            weight += MEMBER_OVERHEAD + (long) member.length();
        } else if (scores[index] != score) {
            byte[] own = members.array(index);
            order.remove(own, scores[index]);
            order.add(own, score);
        } else {
            return;
        }
        scores[index] = score;
    }

    private void remove(Bytes member) {
        int index = members.find(member);
        if (index < 0) {
            return;
        }
        order.remove(members.array(index), scores[index]);
        members.remove(index);
        scores[index] = scores[members.size()];
        if (scores.length > LEAST_CAPACITY && members.size() < scores.length / 4) {
            scores = Arrays.copyOf(scores, scores.length / 2);
        }
        weight -= MEMBER_OVERHEAD + (long) member.length();
    }

    @Override
    public void remake(Bytes key, int pieceBytes, Consumer<? super Op> ops) {
        members.pieces(pieceBytes, (from, to) -> {
            Bytes[] piece = new Bytes[to - from];
            Arrays.setAll(piece, i -> members.get(from + i));
            ops.accept(new Op.PutScores(key, piece, Arrays.copyOfRange(scores, from, to)));
        });
    }

    @Override
    long weight() {
        return weight;
    }
}
