package dev.baton.node.keyspace;

import java.util.ArrayList;
import java.util.List;

/** Writes an entry as the ops that make it anew. */
final class EntryCodec {
    private EntryCodec() {}

    /** A large value goes out in pieces of about {@code pieceBytes}, the expiry with the last. */
    static void write(Entry entry, OpWriter writer, int pieceBytes, SnapshotSink sink) {
        writer.reset();
        switch (entry.type()) {
            case STRING -> writer.write(new Op.Put(entry.key(), entry.string(), entry.expireAt));
            case HASH -> hash(entry, entry.hash(), writer, pieceBytes, sink);
            case LIST -> list(entry, entry.list(), writer, pieceBytes, sink);
        }
        sink.entry(writer.buffer(), writer.length());
    }

    private static void hash(Entry entry, HashValue hash, OpWriter writer, int pieceBytes, SnapshotSink sink) {
        List<Bytes> fields = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        int[] gathered = {0};
        hash.forEach((field, value) -> {
            if (gathered[0] > pieceBytes) {
                writer.write(putFields(entry, fields, values));
                sink.entry(writer.buffer(), writer.length());
                writer.reset();
                fields.clear();
                values.clear();
                gathered[0] = 0;
            }
            fields.add(field);
            values.add(value);
            gathered[0] += field.length() + value.length;
        });
        writer.write(putFields(entry, fields, values));
        expiry(entry, writer);
    }

    private static void list(Entry entry, ListValue list, OpWriter writer, int pieceBytes, SnapshotSink sink) {
        List<byte[]> elements = new ArrayList<>();
        int gathered = 0;
        for (int i = 0; i < list.size(); i++) {
            if (gathered > pieceBytes) {
                writer.write(new Op.Push(entry.key(), Op.End.RIGHT, elements.toArray(new byte[0][])));
                sink.entry(writer.buffer(), writer.length());
                writer.reset();
                elements.clear();
                gathered = 0;
            }
            elements.add(list.get(i));
            gathered += list.get(i).length;
        }
        writer.write(new Op.Push(entry.key(), Op.End.RIGHT, elements.toArray(new byte[0][])));
        expiry(entry, writer);
    }

    private static Op putFields(Entry entry, List<Bytes> fields, List<byte[]> values) {
        return new Op.PutFields(entry.key(), fields.toArray(new Bytes[0]), values.toArray(new byte[0][]));
    }

    private static void expiry(Entry entry, OpWriter writer) {
        if (entry.expires()) {
            writer.write(new Op.Expire(entry.key(), entry.expireAt));
        }
    }
}
