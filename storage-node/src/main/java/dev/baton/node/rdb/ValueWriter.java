package dev.baton.node.rdb;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.HashValue;
import dev.baton.node.keyspace.ListValue;
import dev.baton.node.keyspace.SetValue;
import dev.baton.node.keyspace.SortedSetValue;

/** Writes a value, its type first. */
final class ValueWriter {
    private ValueWriter() {}

    static void write(Entry entry, RdbOutput out) throws BadDataException {
        switch (entry.type()) {
            case STRING -> {
                out.raw(Form.STRING);
                out.string(entry.string());
            }
            case LIST -> list(entry.list(), out);
            case HASH -> hash(entry.hash(), out);
            case SET -> set(entry.set(), out);
            case SORTED_SET -> sortedSet(entry.sortedSet(), out);
        }
    }

    private static void list(ListValue list, RdbOutput out) throws BadDataException {
        out.raw(Form.LIST);
        out.length(list.size());
        for (int i = 0; i < list.size(); i++) {
            out.string(list.get(i));
        }
    }

    private static void hash(HashValue hash, RdbOutput out) throws BadDataException {
        out.raw(Form.HASH);
        out.length(hash.size());
        for (int i = 0; i < hash.size(); i++) {
            out.string(hash.field(i).array());
            out.string(hash.value(i));
        }
    }

    private static void set(SetValue set, RdbOutput out) throws BadDataException {
        out.raw(Form.SET);
        out.length(set.size());
        for (int i = 0; i < set.size(); i++) {
            out.string(set.array(i));
        }
    }

    private static void sortedSet(SortedSetValue set, RdbOutput out) throws BadDataException {
        out.raw(Form.SORTED_SET);
        out.length(set.size());
        for (int i = 0; i < set.size(); i++) {
            Bytes member = set.get(i);
            out.string(member.array());
            out.littleEndian(Double.doubleToRawLongBits(set.scoreAt(i)), Double.BYTES);
        }
    }
}
