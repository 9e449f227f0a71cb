package dev.baton.node.keyspace;

import java.util.LinkedHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The fields of a hash, in the order in which they first came, which is the same on every member. */
public final class HashValue {
    private static final int OVERHEAD = 96;
    private static final int FIELD_OVERHEAD = 112;

    private final LinkedHashMap<Bytes, byte[]> fields = new LinkedHashMap<>();
    private long weight = OVERHEAD;

    HashValue() {}

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

    void put(Bytes field, byte[] value) {
        byte[] old = fields.put(field, value);
        weight +=
                old == null ? FIELD_OVERHEAD + (long) field.length() + value.length : (long) value.length - old.length;
    }

    void remove(Bytes field) {
        byte[] old = fields.remove(field);
        if (old != null) {
            weight -= FIELD_OVERHEAD + (long) field.length() + old.length;
        }
    }

    long weight() {
        return weight;
    }
}
