package dev.baton.node.keyspace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The fields of a hash, in the order in which they first came, which is the same on every member. */
public final class HashValue extends CollectionValue {
    private static final int OVERHEAD = 96;
    private static final int FIELD_OVERHEAD = 112;

    private final LinkedHashMap<Bytes, byte[]> fields = new LinkedHashMap<>();
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
        return fields.get(field);
    }

    public boolean contains(Bytes field) {
        return fields.containsKey(field);
    }

    public void forEach(BiConsumer<? super Bytes, ? super byte[]> visitor) {
        fields.forEach(visitor);
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
        byte[] old = fields.put(field, value);
        weight +=
                old == null ? FIELD_OVERHEAD + (long) field.length() + value.length : (long) value.length - old.length;
    }

    private void remove(Bytes field) {
        byte[] old = fields.remove(field);
        if (old != null) {
            weight -= FIELD_OVERHEAD + (long) field.length() + old.length;
        }
    }

    @Override
    public void remake(Bytes key, int pieceBytes, Consumer<? super Op> ops) {
        List<Bytes> names = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        int gathered = 0;
        for (Map.Entry<Bytes, byte[]> field : fields.entrySet()) {
            if (gathered > pieceBytes) {
                ops.accept(putFields(key, names, values));
                names.clear();
                values.clear();
                gathered = 0;
            }
            names.add(field.getKey());
            values.add(field.getValue());
            gathered += field.getKey().length() + field.getValue().length;
        }
        ops.accept(putFields(key, names, values));
    }

    private static Op putFields(Bytes key, List<Bytes> names, List<byte[]> values) {
        return new Op.PutFields(key, names.toArray(new Bytes[0]), values.toArray(new byte[0][]));
    }

    @Override
    long weight() {
        return weight;
    }
}
