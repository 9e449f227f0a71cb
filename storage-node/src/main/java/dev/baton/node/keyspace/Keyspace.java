package dev.baton.node.keyspace;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All keys of the database with their values, expiry and the offset of their last write.
 *
 * <p>It changes in one way only: by performing {@link Op}s. On the leader a {@link Transaction} decides on them and collects them; on a follower and at
 * recovery {@link #apply} performs what the log says. Reads never change anything, but a leader that finds a key expired deletes it by an op.
 *
 * <p>Loop thread only. Between a transaction that wrote and the next one, {@link Transaction#stamp} must have been called.
 */
public final class Keyspace {
    /** First byte of an effect that starts an epoch; it changes no key. */
    public static final int START_EFFECT = 0;
    /** First byte of an effect that is a list of ops. */
    public static final int WRITE_EFFECT = 1;

    private static final int MOST_SCANS_APART = 255;

    private final Tombstones tombstones = new Tombstones();
    private final List<Entry> touched = new ArrayList<>();
    private final WatchedKeys watched = new WatchedKeys();
    final OpWriter effect = new OpWriter();
    /** Of the transaction under way, if it has one. */
    Transaction.@Nullable Observer observer;

    private KeyTable table = new KeyTable();
    private @Nullable SnapshotScan scan;
    /** Entries keep its last eight bits. */
    private int scanNumber;
    /** Every entry bears the number of this scan or of a later one. */
    private int lastWholeScan;

    private final Usage usage = new Usage();
    private int expiring;
    private long usedBytes;
    private long lastOffset;
    private long life;
    private long flushOffset;
    private boolean flushed;
    private boolean expiresKeys;
    private long expiredKeys;
    private long evictedKeys;

    /** Whether a key found expired is deleted (on a leader that may write), or only hidden (everywhere else). False at first. */
    public void expiresKeys(boolean expiresKeys) {
        this.expiresKeys = expiresKeys;
    }

    public boolean expiresKeys() {
        return expiresKeys;
    }

    /** Begins to run a command, or the commands of one MULTI. */
    public Transaction begin(long nowMillis) {
        if (hasUnstamped()) {
            throw new IllegalStateException("the transaction before this one wrote but was never stamped");
        }
        effect.reset();
        observer = null;
        usage.timeIs(nowMillis);
        return new Transaction(this, nowMillis);
    }

    /** Performs an effect of the log. An effect that starts an epoch only moves {@link #lastOffset()}. */
    public void apply(byte[] effectBytes, long endOffset) {
        if (effectBytes.length == 0) {
            throw new DamagedEffectException("an empty effect ending at offset " + endOffset);
        }
        switch (effectBytes[0]) {
            case START_EFFECT -> lastOffset = endOffset;
            case WRITE_EFFECT -> restore(effectBytes, 1, effectBytes.length - 1, endOffset);
            default ->
                throw new DamagedEffectException(
                        "unknown kind of effect " + effectBytes[0] + " ending at offset " + endOffset);
        }
    }

    /** Makes room for so many keys at once, if there is none yet: to grow with them would move each several times. */
    public void expect(long keys) {
        if (table.size() == 0 && scan == null) {
            table.close();
            table = new KeyTable(keys);
        }
    }

    /** Performs the ops of a piece of a snapshot, or of an effect without its kind byte. */
    public void restore(byte[] buffer, int from, int length, long endOffset) {
        observer = null;
        OpReader ops = new OpReader(buffer, from, length);
        while (ops.hasNext()) {
            if (ops.putIsNext()) {
                Bytes key = ops.putKey();
                int valueLength = ops.value();
                put(key, buffer, ops.position() - valueLength, valueLength, Entry.NEVER);
            } else {
                perform(ops.next());
            }
        }
        stamp(endOffset);
    }

    /** Everything up to this offset is committed: reads of absent keys need no longer wait for deletes before it. */
    public void committed(long offset) {
        tombstones.committed(offset);
    }

    /** The log has grown by a record without ops (the start of an epoch). */
    public void endsAt(long endOffset) {
        lastOffset = endOffset;
    }

    /** End offset of the last record performed here. */
    public long lastOffset() {
        return lastOffset;
    }

    /** Keys, expired ones not yet deleted included. */
    public int size() {
        return table.size();
    }

    /** Keys that have an expiry. */
    public int expiringKeys() {
        return expiring;
    }

    /** Estimated bytes of memory of all keys and values. */
    public long usedBytes() {
        return usedBytes;
    }

    /** How it is told when or how often keys were used. */
    public Usage usage() {
        return usage;
    }

    /** Time has passed; {@link #begin} tells it, too. */
    public void timeIs(long nowMillis) {
        usage.timeIs(nowMillis);
    }

    /** For how many seconds it hasn't been used here; without meaning while uses are counted. */
    public long idleSeconds(Entry entry) {
        return usage.idleSeconds(entry.use());
    }

    /** How often it was used here, 0 to 255, by the logarithm; without meaning unless uses are counted. */
    public int useCount(Entry entry) {
        return usage.count(entry.use());
    }

    void used(Entry entry) {
        entry.use(usage.next(entry.use()));
    }

    /** How many keys this process deleted since their time had come. */
    public long expiredKeys() {
        return expiredKeys;
    }

    /** How many keys this process deleted since memory was used up. */
    public long evictedKeys() {
        return evictedKeys;
    }

    void countExpired() {
        expiredKeys++;
    }

    void countEvicted() {
        evictedKeys++;
    }

    /** Deletes remembered because they aren't committed yet. */
    public int tombstoneCount() {
        return tombstones.size();
    }

    /** Every entry, expired ones included, in no order. The visitor must not change anything. */
    public void forEach(Consumer<? super Entry> visitor) {
        table.forEach(visitor);
    }

    /** The entry, also if expired, or null. Looks without noting. */
    public @Nullable Entry peek(Bytes key) {
        return table.find(key);
    }

    /** Begins a scan of the state as it is now. One at a time. */
    public SnapshotScan startScan(SnapshotSink sink) {
        if (scan != null) {
            throw new IllegalStateException("a scan is running already; one snapshot serves all who need it");
        }
        if (hasUnstamped()) {
            throw new IllegalStateException("a transaction is under way");
        }
        scanNumber++;
        if (scanNumber - lastWholeScan > MOST_SCANS_APART) {
            // Hundreds of scans in a row were given up. Else an entry that none of them came to would pass for seen.
            table.forEach(entry -> entry.seenBy(scanNumber - 1));
            lastWholeScan = scanNumber - 1;
        }
        scan = new SnapshotScan(this, table, sink, scanNumber, lastOffset);
        return scan;
    }

    /** Whether a scan is under way. */
    public boolean scanning() {
        return scan != null;
    }

    /** Forgets everything: the member is about to be seeded or rebuilt. A scan under way ends unfinished. */
    public void clear() {
        if (scan != null) {
            scan.close();
        }
        table.values.close();
        table = new KeyTable();
        tombstones.clear();
        touched.clear();
        effect.reset();
        expiring = 0;
        usedBytes = 0;
        lastOffset = 0;
        flushOffset = 0;
        flushed = false;
        life++;
    }

    /** Counts how often everything was forgotten. Offsets name the same writes only as long as it stays the same. */
    public long life() {
        return life;
    }

    /** What WATCH of any client waits to see changed. */
    public WatchedKeys watched() {
        return watched;
    }

    void scanOver(SnapshotScan over) {
        if (scan == over) {
            scan = null;
            if (over.isComplete()) {
                lastWholeScan = scanNumber;
            }
        }
    }

    KeyTable table() {
        return table;
    }

    boolean hasUnstamped() {
        return !touched.isEmpty() || flushed;
    }

    /** Keys changed by ops since the last stamp, each once. */
    List<Bytes> touchedKeys() {
        Set<Bytes> keys = new LinkedHashSet<>();
        touched.forEach(entry -> keys.add(entry.key()));
        return List.copyOf(keys);
    }

    /** End offset of the record that made this key absent, as far as it must still be known. */
    long absentSince(Bytes key) {
        return Math.max(flushOffset, tombstones.offsetOf(key));
    }

    void stamp(long endOffset) {
        for (int i = 0; i < touched.size(); i++) {
            Entry entry = touched.get(i);
            entry.lastWrite = endOffset;
            if (entry.value == null) {
                tombstones.add(entry.key(), endOffset);
            }
        }
        touched.clear();
        if (flushed) {
            flushOffset = endOffset;
            flushed = false;
        }
        lastOffset = endOffset;
    }

    void perform(Op op) {
        switch (op) {
            case Op.Put put -> put(put.key(), put.value(), 0, put.value().length, put.expireAt());
            case Op.Delete delete -> {
                Entry entry = table.find(delete.key());
                if (entry != null) {
                    remove(entry);
                }
            }
            case Op.Patch patch -> patch(patch);
            case Op.Expire expire -> {
                Entry entry = existing(expire.key());
                beforeChange(entry);
                expireAt(entry, expire.expireAt());
            }
            case Op.OnCollection change -> change(change);
            case Op.Rename rename -> rename(rename.from(), rename.to());
            case Op.Copy copy -> copy(copy.from(), copy.to());
            case Op.Flush flush -> flush();
        }
    }

    private void change(Op.OnCollection change) {
        Entry entry = change.makes() ? table.find(change.key()) : existing(change.key());
        if (entry == null) {
            entry = add(change.key(), CollectionValue.empty(change.type()));
        } else if (entry.type() != change.type()) {
            throw new DamagedEffectException("an op changes a " + change.type().wireName() + " of key " + change.key()
                    + ", which holds a " + entry.type().wireName());
        } else {
            beforeChange(entry);
        }
        CollectionValue value = entry.collection();
        usedBytes -= value.weight();
        value.perform(change);
        usedBytes += value.weight();
        if (value.size() == 0) {
            remove(entry);
        }
    }

    private void put(Bytes key, byte[] source, int from, int length, long expireAt) {
        Entry entry = table.find(key);
        if (entry == null) {
            entry = addString(key, source, from, length);
        } else {
            replace(entry, source, from, length);
        }
        expireAt(entry, expireAt);
    }

    private void replace(Entry entry, byte[] source, int from, int length) {
        beforeChange(entry);
        usedBytes -= entry.weight();
        table.values.keep(source, from, length, entry);
        usedBytes += entry.weight();
    }

    private void patch(Op.Patch patch) {
        Entry entry = table.find(patch.key());
        byte[] old = entry == null ? new byte[0] : entry.string();
        int end = Math.addExact(patch.offset(), patch.bytes().length);
        if (entry != null && entry.value == old && end <= old.length) {
            // A large one stays where it is, or every bit of a bitmap would cost a copy of it all.
            beforeChange(entry);
            System.arraycopy(patch.bytes(), 0, old, patch.offset(), patch.bytes().length);
            return;
        }
        byte[] patched = new byte[Math.max(old.length, end)];
        System.arraycopy(old, 0, patched, 0, old.length);
        System.arraycopy(patch.bytes(), 0, patched, patch.offset(), patch.bytes().length);
        if (entry == null) {
            addString(patch.key(), patched, 0, patched.length);
        } else {
            replace(entry, patched, 0, patched.length);
        }
    }

    private void rename(Bytes from, Bytes to) {
        Entry source = existing(from);
        if (from.equals(to)) {
            return;
        }
        Entry replaced = table.find(to);
        if (replaced != null) {
            remove(replaced);
        }
        Entry renamed = new Entry(to, scanNumber, usage.first());
        long expireAt = source.expireAt;
        if (source.value instanceof ValueMemory.Chunk) {
            byte[] value = source.string();
            remove(source);
            table.values.keep(value, 0, value.length, renamed);
        } else {
            renamed.value = source.value;
            remove(source);
        }
        add(renamed);
        expireAt(renamed, expireAt);
    }

    private void copy(Bytes from, Bytes to) {
        Entry source = existing(from);
        if (from.equals(to)) {
            return;
        }
        Entry replaced = table.find(to);
        if (replaced != null) {
            remove(replaced);
        }
        if (source.type() == ValueType.STRING) {
            byte[] value = source.string();
            put(to, value, 0, value.length, source.expireAt);
        } else {
            source.collection().remake(to, Integer.MAX_VALUE, this::perform);
            expireAt(existing(to), source.expireAt);
        }
    }

    private void flush() {
        watched.flushed(table);
        if (scan != null && scan.isOf(table)) {
            scan.detach(); // it goes on in the old table, which nobody changes any more
        } else {
            table.close();
        }
        table = new KeyTable();
        // Deletes not yet stamped belong to the same record as the flush, which covers them.
        touched.clear();
        expiring = 0;
        usedBytes = 0;
        flushed = true;
    }

    private Entry existing(Bytes key) {
        Entry entry = table.find(key);
        if (entry == null) {
            throw new DamagedEffectException("an op changes key " + key + ", which isn't there");
        }
        return entry;
    }

    private Entry addString(Bytes key, byte[] source, int from, int length) {
        Entry entry = new Entry(key, scanNumber, usage.first());
        table.values.keep(source, from, length, entry);
        add(entry);
        return entry;
    }

    private Entry add(Bytes key, CollectionValue value) {
        Entry entry = new Entry(key, scanNumber, usage.first());
        entry.value = value;
        add(entry);
        return entry;
    }

    private void add(Entry entry) {
        table.add(entry);
        usedBytes += entry.weight();
        touch(entry);
        if (observer != null) {
            observer.added(entry.key());
        }
    }

    private void remove(Entry entry) {
        beforeChange(entry);
        usedBytes -= entry.weight();
        expireAt(entry, Entry.NEVER);
        table.remove(entry);
        Object value = entry.value;
        entry.moveToHeap(null); // its key is still asked for, by stamp()
        if (value instanceof ValueMemory.Chunk chunk) {
            chunk.giveBack(entry.at);
        }
    }

    private void expireAt(Entry entry, long expireAt) {
        if (entry.expires()) {
            expiring--;
        }
        entry.expireAt = expireAt;
        if (entry.expires()) {
            expiring++;
        }
    }

    private void touch(Entry entry) {
        touched.add(entry);
        if (watched.size() > 0) { // else no key is made of the bytes it lies in
            watched.changed(entry.key());
        }
    }

    private void beforeChange(Entry entry) {
        if (scan != null) {
            scan.beforeChange(entry);
        }
        touch(entry);
    }
}
