package dev.baton.node.keyspace;

/** Writes an entry as the ops that make it anew. */
final class EntryCodec {
    private EntryCodec() {}

    /** A large value goes out in pieces of about {@code pieceBytes}, the expiry with the last. */
    static void write(Entry entry, OpWriter writer, int pieceBytes, SnapshotSink sink) {
        writer.reset();
        if (entry.value instanceof CollectionValue collection) {
            collection.remake(entry.key(), pieceBytes, op -> {
                if (writer.length() > 0) {
                    sink.entry(writer.buffer(), writer.length());
                    writer.reset();
                }
                writer.write(op);
            });
            if (entry.expires()) {
                writer.write(new Op.Expire(entry.key(), entry.expireAt));
            }
        } else {
            writer.write(new Op.Put(entry.key(), entry.string(), entry.expireAt));
        }
        sink.entry(writer.buffer(), writer.length());
    }
}
