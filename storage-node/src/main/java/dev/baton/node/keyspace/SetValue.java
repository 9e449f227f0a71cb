package dev.baton.node.keyspace;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A set. Its members have the indexes from 0 to size − 1, the same on every member of the database; who is removed leaves its index to the
 * last. So whoever goes through the indexes downwards meets everyone who stays, whatever is added and removed meanwhile.
 */
public final class SetValue extends CollectionValue {
    private static final int OVERHEAD = 160;
    private static final int MEMBER_OVERHEAD = 16 + MemberTable.BYTES_EACH;

    private final MemberTable members = new MemberTable();
    private long weight = OVERHEAD;

    SetValue() {}

    @Override
    public ValueType type() {
        return ValueType.SET;
    }

    @Override
    public int size() {
        return members.size();
    }

    public boolean contains(Bytes member) {
        return members.find(member) >= 0;
    }

    /** Whether it contains the member that another set has at an index. */
    public boolean contains(SetValue other, int index) {
        return members.find(other.members, index) >= 0;
    }

    /** Index from 0 to size − 1. */
    public Bytes get(int index) {
        return members.get(index);
    }

    /** The bytes of the member at an index, not to be changed. */
    public byte[] array(int index) {
        return members.array(index);
    }

    @Override
    void perform(Op.OnCollection op) {
        switch ((Op.OnSet) op) {
            case Op.AddMembers add -> {
                for (Bytes member : add.members()) {
                    if (members.find(member) < 0) {
                        members.add(member);
                        weight += MEMBER_OVERHEAD + (long) member.length();
                    }
                }
            }
            case Op.RemoveMembers remove -> {
                for (Bytes member : remove.members()) {
                    int index = members.find(member);
                    if (index >= 0) {
                        members.remove(index);
                        weight -= MEMBER_OVERHEAD + (long) member.length();
                    }
                }
            }
        }
    }

    @Override
    public void remake(Bytes key, int pieceBytes, Consumer<? super Op> ops) {
        members.pieces(pieceBytes, (from, to) -> {
            Bytes[] piece = new Bytes[to - from];
            Arrays.setAll(piece, i -> members.get(from + i));
            ops.accept(new Op.AddMembers(key, piece));
        });
    }

    @Override
    long weight() {
        return weight;
    }
}
