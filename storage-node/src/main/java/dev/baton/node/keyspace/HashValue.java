package dev.baton.node.keyspace;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash. Its fields have the indexes from 0 to size − 1, as the members of a {@link SetValue} have: in the order in which they came, but who is removed
 * leaves its index to the last.
 */
public final class HashValue extends CollectionValue {
    private static final int OVERHEAD = 176;
    /** The field, its value and where that is kept. */
    private static final int FIELD_OVERHEAD = 16 + MemberTable.BYTES_EACH + 16 + 6;

    private static final int LEAST_CAPACITY = 4;
    private static final byte[] FREE = {};

    private final MemberTable fields = new MemberTable();
    /** By index. Slots not in use hold {@link #FREE}, or null when never used. */
    private byte[][] values = new byte[LEAST_CAPACITY][];

    private long weight = OVERHEAD;

    HashValue() {}

    @Override
    public ValueType type() {
        return ValueType.HASH;
    }

    @Override
    public int size() {
        return fields.size();
    }

    /** The field's value, not to be changed, or null. */
    public byte @Nullable [] get(Bytes field) {
        int index = fields.find(field);
        return index < 0 ? null : values[index];
    }

    public boolean contains(Bytes field) {
        return fields.find(field) >= 0;
    }

    /** Index from 0 to size − 1. */
    public Bytes field(int index) {
        return fields.get(index);
    }

    /** The value of the field at an index, not to be changed. */
    public byte[] value(int index) {
        return values[index];
    }

    public void forEach(BiConsumer<? super Bytes, ? super byte[]> visitor) {
        for (int i = 0; i < fields.size(); i++) {
            visitor.accept(fields.get(i), values[i]);
        }
    }

    @Override
    void perform(Op.OnCollection op) {
        switch ((Op.OnHash) op) {
            case Op.PutFields put -> {
                for (int i = 0; i < put.fields().length; i++) {
                    put(put.fields()[i], put.values()[i]);
                }
            }
            case Op.DeleteFields delete -> {
                for (Bytes field : delete.fields()) {
                    remove(field);
                }
            }
        }
    }

    private void put(Bytes field, byte[] value) {
        int index = fields.find(field);
        if (index < 0) {
            index = fields.size();
            fields.add(field);
            if (index == values.length) {
                values = Arrays.copyOf(values, index * 2);
            }
            weight += FIELD_OVERHEAD + (long) field.length();
        } else {
            weight -= values[index].length;
        }
        values[index] = value;
        weight += value.length;
    }

    private void remove(Bytes field) {
        int index = fields.find(field);
        if (index < 0) {
            return;
        }
        weight -= FIELD_OVERHEAD + (long) field.length() + values[index].length;
        fields.remove(index);
        int last = fields.size();
        values[index] = values[last];
        values[last] = FREE;
        if (values.length > LEAST_CAPACITY && last < values.length / 4) {
            values = Arrays.copyOf(values, values.length / 2);
        }
    }

    @Override
    public void remake(Bytes key, int pieceBytes, Consumer<? super Op> ops) {
        int from = 0;
        long gathered = 0;
        for (int i = 0; i < fields.size(); i++) {
            if (gathered > pieceBytes) {
                ops.accept(putFields(key, from, i));
                from = i;
                gathered = 0;
            }
            gathered += fields.array(i).length + values[i].length;
        }
        ops.accept(putFields(key, from, fields.size()));
    }

    private Op putFields(Bytes key, int from, int to) {
        Bytes[] names = new Bytes[to - from];
        Arrays.setAll(names, i -> fields.get(from + i));
        return new Op.PutFields(key, names, Arrays.copyOfRange(values, from, to));
    }

    @Override
    long weight() {
        return weight;
    }
}
