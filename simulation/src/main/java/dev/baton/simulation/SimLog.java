package dev.baton.simulation;

import dev.baton.node.replication.DurableState;
import dev.baton.node.replication.LogView;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.EpochStart;
import dev.baton.protocol.Position;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One process's log over its volume: appended in memory at once, written and synced by one worker in order, in batches.
 *
 * <p>The end of the process keeps what is written and any beginning of the rest; a power loss what is synced and any beginning of the rest.
 */
final class SimLog implements LogView {
    private sealed interface Op {}

    private static final class AppendOp implements Op {
        final SimRecord record;
        final long at;
        /** Lowered when the log is cut before the record is on disk. */
        long flushedTo;
        /** It is in the page cache. */
        boolean written;

        AppendOp(SimRecord record, long at) {
            this.record = record;
            this.at = at;
            this.flushedTo = record.end();
        }
    }

    private record TruncateOp(long to, Runnable done) implements Op {}

    private record PersistOp(DurableState state, Runnable done) implements Op {}

    private record InstallOp(Snapshot snapshot, BooleanSupplier wanted, Runnable done) implements Op {}

    private final World world;
    private final Disk disk;
    private final Volume volume;
    /** Runs something on the process's own thread, unless the process is gone. */
    private final Consumer<Runnable> process;

    private final Runnable flushedMore;
    private final Runnable writtenMore;

    private Snapshot base;
    private final List<SimRecord> records;
    private EpochHistory history;
    private long flushed;
    private long written;
    /** Nobody waits for a sync: it may take its time. */
    private boolean relaxed;
    /** The one sync under way; an earlier one that was to end later counts no more. */
    private long syncing;

    private boolean writing;
    private final ArrayDeque<Op> queue = new ArrayDeque<>();
    private final List<Op> inHand = new ArrayList<>();
    private boolean dead;
    private @Nullable Runnable atNextWrite;

    SimLog(
            World world,
            Disk disk,
            Volume volume,
            Consumer<Runnable> process,
            Runnable flushedMore,
            Runnable writtenMore) {
        this.world = world;
        this.disk = disk;
        this.volume = volume;
        this.process = process;
        this.flushedMore = flushedMore;
        this.writtenMore = writtenMore;
        this.base = volume.base;
        this.records = new ArrayList<>(volume.records);
        this.history = historyOf(base, records);
        this.flushed = volume.end();
        this.written = flushed;
    }

    /** How fast a machine's disk is. */
    static final class Disk {
        long leastSync = 200_000;
        long mostSync = 2_000_000;
        boolean wedged;
        /** No record fits any more; what is kept besides the log has room of its own. */
        boolean full;
    }

    private static EpochHistory historyOf(Snapshot base, List<SimRecord> records) {
        EpochHistory history = base.history();
        for (SimRecord record : records) {
            if (record.isStart()) {
                history = history.with(new EpochStart(record.epoch(), record.start(), record.lossAccepted()));
            }
        }
        return history;
    }

    // ---- what the core sees

    @Override
    public Position end() {
        return records.isEmpty()
                ? base.position()
                : new Position(records.getLast().epoch(), records.getLast().end());
    }

    @Override
    public long written() {
        return Math.max(written, flushed);
    }

    void relaxed(boolean on) {
        if (relaxed && !on && !inHand.isEmpty()) {
            syncWithin(disk.mostSync);
        }
        relaxed = on;
    }

    @Override
    public long flushed() {
        return flushed;
    }

    @Override
    public long start() {
        return base.position().offset();
    }

    @Override
    public EpochHistory history() {
        return history;
    }

    @Override
    public long canaryNanos() {
        for (Op op : inHand) {
            if (op instanceof AppendOp append) {
                return Math.max(1, world.now() - append.at);
            }
        }
        for (Op op : queue) {
            if (op instanceof AppendOp append) {
                return Math.max(1, world.now() - append.at);
            }
        }
        return 0;
    }

    // ---- reading

    Position snapshotPosition() {
        return base.position();
    }

    boolean holds(SimRecord record) {
        return record.end() <= start()
                || record.end() <= end().offset() && at(record.start()).equals(record);
    }

    /** Whether the record survives the end of the process. */
    boolean isWritten(SimRecord record) {
        if (!holds(record)) {
            return false;
        }
        for (Iterable<Op> ops : List.of(inHand, queue)) {
            for (Op op : ops) {
                if (op instanceof AppendOp append && append.record.equals(record)) {
                    return append.written;
                }
            }
        }
        return true; // on the disk
    }

    SimRecord ending(long end) {
        return at(end - SimRecord.LENGTH);
    }

    /** The record that starts there. */
    SimRecord at(long start) {
        return records.get((int) ((start - base.position().offset()) / SimRecord.LENGTH));
    }

    ByteBuffer read(long from, int maxBytes) {
        int count =
                (int) Math.min((end().offset() - from) / SimRecord.LENGTH, Math.max(1, maxBytes / SimRecord.LENGTH));
        ByteBuffer bytes = ByteBuffer.allocate(count * SimRecord.LENGTH);
        for (int i = 0; i < count; i++) {
            at(from + (long) i * SimRecord.LENGTH).put(bytes);
        }
        return bytes.flip();
    }

    /** Memory as of {@code offset}. */
    Store replayed(long offset) {
        Store store = base.store().copy();
        while (store.applied() < offset) {
            store.apply(at(store.applied()));
        }
        return store;
    }

    Snapshot snapshotAt(long offset) {
        return new Snapshot(
                offset == start()
                        ? base.position()
                        : new Position(at(offset - SimRecord.LENGTH).epoch(), offset),
                history.truncatedTo(offset),
                replayed(offset));
    }

    /** How many writes there are from that offset on; a start record is none. */
    long writesFrom(long offset) {
        return records.stream()
                .filter(record -> record.start() >= offset && !record.isStart())
                .count();
    }

    // ---- writing

    boolean hasSpace() {
        return !disk.full;
    }

    /** Whether an append is on its way to the disk. */
    boolean isWriting() {
        return !inHand.isEmpty() && inHand.getFirst() instanceof AppendOp;
    }

    /** While the next append is on its way to the disk. */
    void whenItWrites(Runnable what) {
        atNextWrite = what;
    }

    void append(SimRecord record) {
        if (record.start() != end().offset() || record.epoch().isBefore(end().epoch())) {
            throw new IllegalStateException("the log ends at " + end() + " and was given " + record);
        }
        records.add(record);
        if (record.isStart()) {
            history = history.with(new EpochStart(record.epoch(), record.start(), record.lossAccepted()));
        }
        add(new AppendOp(record, world.now()));
    }

    SimRecord appendWrite(Epoch epoch, long id, int key) {
        SimRecord record = SimRecord.write(epoch, end().offset(), id, key);
        append(record);
        return record;
    }

    void truncate(long to, Runnable done) {
        while (!records.isEmpty() && records.getLast().end() > to) {
            records.removeLast();
        }
        history = history.truncatedTo(to);
        flushed = Math.min(flushed, to);
        written = Math.min(written, to);
        for (Op op : inHand) {
            limit(op, to);
        }
        for (Op op : queue) {
            limit(op, to);
        }
        add(new TruncateOp(to, done));
    }

    private static void limit(Op op, long to) {
        if (op instanceof AppendOp append) {
            append.flushedTo = Math.min(append.flushedTo, to);
        }
    }

    void persist(DurableState state, Runnable done) {
        add(new PersistOp(state, done));
    }

    /** Puts the snapshot in the place of everything, unless it isn't wanted any more by then. */
    void install(Snapshot snapshot, BooleanSupplier wanted, Runnable done) {
        add(new InstallOp(snapshot, wanted, done));
    }

    /** Drops the log before {@code offset}, which must be committed and on disk. @return whether it could be done now */
    boolean trim(long offset) {
        boolean busy = !queue.isEmpty() || !inHand.isEmpty();
        if (busy || offset <= start() || offset > flushed) {
            return false;
        }
        Snapshot snapshot = snapshotAt(offset);
        records.removeIf(record -> record.end() <= offset);
        volume.records.removeIf(record -> record.end() <= offset);
        base = snapshot;
        volume.base = snapshot;
        return true;
    }

    // ---- the disk's worker

    private void add(Op op) {
        queue.add(op);
        if (relaxed && !(op instanceof AppendOp) && !inHand.isEmpty()) {
            syncWithin(disk.mostSync); // it waits for the sync, and the sync no longer for anything
        }
        work();
        write();
    }

    /** Has what is next written to the page cache: not beyond anything that waits for a sync. */
    private void write() {
        if (!writing && nextToWrite() != null) {
            writing = true;
            world.after(world.between(20_000, 200_000), this::wrote);
        }
    }

    private @Nullable AppendOp nextToWrite() {
        for (Iterable<Op> ops : List.of(inHand, queue)) {
            for (Op op : ops) {
                if (!(op instanceof AppendOp append)) {
                    return null;
                }
                if (!append.written) {
                    return append;
                }
            }
        }
        return null;
    }

    private void wrote() {
        if (dead) {
            return;
        }
        writing = false;
        List<AppendOp> done = new ArrayList<>();
        for (AppendOp next = nextToWrite(); next != null && done.size() < 8; next = nextToWrite()) {
            next.written = true;
            done.add(next);
        }
        if (!done.isEmpty()) {
            process.accept(() -> {
                for (AppendOp append : done) {
                    written = Math.max(written, append.flushedTo);
                }
                writtenMore.run();
            });
        }
        write();
    }

    private void work() {
        if (!inHand.isEmpty() || queue.isEmpty()) {
            return;
        }
        inHand.add(queue.remove());
        while (inHand.getFirst() instanceof AppendOp && queue.peek() instanceof AppendOp) {
            inHand.add(queue.remove());
        }
        for (Op op : inHand) {
            if (op instanceof AppendOp append) {
                append.written = true; // a sync begins with what is written, and counts only with all of it
            }
        }
        if (atNextWrite != null && isWriting()) {
            world.after(disk.leastSync / 2, atNextWrite);
            atNextWrite = null;
        }
        boolean lazy = relaxed && inHand.getFirst() instanceof AppendOp && queue.isEmpty();
        syncWithin(lazy ? Math.max(disk.mostSync, 100 * World.MILLI) : disk.mostSync);
    }

    private void syncWithin(long nanos) {
        long mine = ++syncing;
        world.after(world.between(disk.leastSync, nanos), () -> synced(mine));
    }

    private void synced(long mine) {
        if (dead || mine != syncing) {
            return;
        }
        if (disk.wedged) {
            world.after(20 * World.MILLI, () -> synced(mine));
            return;
        }
        Op first = inHand.getFirst();
        boolean unwanted =
                first instanceof InstallOp install && !install.wanted().getAsBoolean();
        if (!unwanted) {
            inHand.forEach(this::toDisk);
        }
        List<Op> done = List.copyOf(inHand);
        inHand.clear();
        if (!unwanted) {
            process.accept(() -> finished(done));
        }
        work();
    }

    private void toDisk(Op op) {
        switch (op) {
            case AppendOp append -> volume.append(append.record);
            case TruncateOp truncate -> volume.truncate(truncate.to());
            case PersistOp persist -> volume.state = persist.state();
            case InstallOp install -> volume.install(install.snapshot());
        }
    }

    private void finished(List<Op> done) {
        switch (done.getFirst()) {
            case AppendOp first -> {
                for (Op op : done) {
                    flushed = Math.max(flushed, ((AppendOp) op).flushedTo);
                }
                written = Math.max(written, flushed);
                flushedMore.run();
            }
            case TruncateOp truncate -> truncate.done().run();
            case PersistOp persist -> persist.done().run();
            case InstallOp install -> {
                base = install.snapshot();
                records.clear();
                history = base.history();
                flushed = base.position().offset();
                written = flushed;
                install.done().run();
            }
        }
    }

    /**
     * The process ends.
     *
     * @param power whether the machine's power is lost: else what is written stays
     * @param survives how many of so many operations under way reach the disk all the same
     */
    void crash(boolean power, IntUnaryOperator survives) {
        dead = true;
        List<Op> pending = new ArrayList<>(inHand);
        pending.addAll(queue);
        int inCache = 0;
        while (!power
                && inCache < pending.size()
                && pending.get(inCache) instanceof AppendOp append
                && append.written) {
            inCache++;
        }
        int count = inCache + survives.applyAsInt(pending.size() - inCache);
        int unsynced = 0;
        for (Op op : pending.subList(0, count)) {
            if (op instanceof InstallOp install && !install.wanted().getAsBoolean()) {
                continue;
            }
            toDisk(op);
            unsynced = op instanceof AppendOp ? unsynced + 1 : 0; // all else begins with a sync
        }
        volume.leftInCache(power ? 0 : unsynced);
        if (power && count < pending.size() && pending.get(count) instanceof AppendOp) {
            volume.tear();
        }
        inHand.clear();
        queue.clear();
    }
}
