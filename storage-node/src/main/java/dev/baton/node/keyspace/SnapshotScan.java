package dev.baton.node.keyspace;

/**
 * Emits exactly the state the keyspace had when the scan began, in slices between commands, without a copy and without a pause.
 *
 * <p>Every entry bears the number of the scan that saw it. The scan walks the pinned buckets; before a not yet seen entry is changed, the keyspace
 * emits it as it was (its pre-image) and marks it; entries made since bear the scan's number from birth and are passed over. FLUSHALL
 * detaches the table, which nobody changes any more, and the scan goes on in it.
 *
 * <p>Loop thread only.
 */
public final class SnapshotScan {
    private static final int PIECE_BYTES = 256 * 1024;

    private final Keyspace keyspace;
    private final KeyTable table;
    private final SnapshotSink sink;
    private final int number;
    private final long offset;
    private final OpWriter writer = new OpWriter();
    private int bucket;
    private boolean detached;
    private boolean over;
    private boolean complete;

    SnapshotScan(Keyspace keyspace, KeyTable table, SnapshotSink sink, int number, long offset) {
        this.keyspace = keyspace;
        this.table = table;
        this.sink = sink;
        this.number = number;
        this.offset = offset;
        table.pin(true);
    }

    /** The end offset of the last record in the state that is scanned. */
    public long offset() {
        return offset;
    }

    /** Emits about so many entries (whole buckets; empty ones count too). Returns whether there is more to do; if not, see {@link #isComplete}. */
    public boolean advance(int entries) {
        int left = entries;
        while (!over && left > 0) {
            if (bucket >= table.bucketCount()) {
                complete = true;
                close();
                break;
            }
            left--;
            for (Entry e = table.bucketAt(bucket++); e != null; e = e.next) {
                if (!e.isSeenBy(number)) {
                    emit(e);
                    left--;
                }
            }
        }
        return !over;
    }

    /** Whether everything was emitted. A scan that is over but not complete was closed early: what it emitted is no snapshot. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether everything was emitted, or the scan was closed, as {@link Keyspace#clear} does. */
    public boolean isOver() {
        return over;
    }

    /** Ends the scan, also before it is complete. */
    public void close() {
        if (!over) {
            over = true;
            table.pin(false);
            if (detached) {
                table.close();
            }
            keyspace.scanOver(this);
        }
    }

    boolean isOf(KeyTable candidate) {
        return table == candidate;
    }

    /** The keyspace has left this table behind: what it holds is needed until the scan is over, and no longer. */
    void detach() {
        detached = true;
    }

    /** Called before an entry changes or leaves. */
    void beforeChange(Entry entry) {
        if (!entry.isSeenBy(number)) {
            emit(entry);
        }
    }

    private void emit(Entry entry) {
        entry.seenBy(number);
        EntryCodec.write(entry, writer, PIECE_BYTES, sink);
    }
}
