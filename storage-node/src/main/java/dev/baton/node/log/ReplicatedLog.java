package dev.baton.node.log;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.EpochStart;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The log of one member: a sequence of records, addressed by byte offset, that is the same on every member up to where it ends.
 *
 * <p>An append is visible to {@link #read} at once and becomes durable by group commit: one log thread writes all that was appended
 * meanwhile and syncs once. What is durable is told to the {@link FlushListener}.
 *
 * <p>Threads: every method belongs to one owner (the node's loop), except {@link #oldestUnsyncedNanos} and {@link #hasSpace}. Listeners
 * and {@code done} callbacks run through the owner's executor, in order. The owner must never be interrupted: an interrupt closes the
 * file it reads.
 *
 * <p>Keeps: what {@code flushed} reported survives a power loss; a record once synced is never skipped by recovery
 * ({@link LogDamagedException} instead); a refused append leaves no trace.
 */
public final class ReplicatedLog implements AutoCloseable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final int REPLAY_BYTES = 1 << 20;

    private final Path directory;
    private final Path stateFile;
    private final LogSettings settings;
    private final Disk disk;
    private final Executor owner;
    private final FlushListener listener;
    private final SpareSegments spares;
    private final LogThread thread;
    private final long tornBytes;

    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final RecentRecords recent;
    private final CRC32C crc = new CRC32C();

    private Position base;
    private EpochHistory history;
    private Epoch lastEpoch;
    private long end;
    private long written;
    private long flushed;
    private int generation;
    private boolean closed;

    /** The segment that has room at its end; null when the next append begins one. Volatile for {@link #hasSpace} alone. */
    private volatile @Nullable Segment tail;

    private volatile long endForSpace;

    // Progress from the log thread: the latest only, and at most one hop to the owner under way.
    private record Reached(int generation, long written, long flushed) {}

    private volatile Reached reached;
    private final AtomicBoolean hopping = new AtomicBoolean();

    /**
     * Recovers the log in {@code directory}, or begins an empty one. When it returns, everything up to {@link #end} is on the medium.
     *
     * @param stateFile where {@link #persist} writes
     * @param owner runs callbacks on the owner's thread, in order
     * @throws LogDamagedException when records that were once synced can't be read
     */
    public static ReplicatedLog open(
            Path directory,
            Path stateFile,
            LogSettings settings,
            Disk disk,
            Executor owner,
            FlushListener listener,
            FatalListener fatal)
            throws IOException {
        Files.createDirectories(directory);
        LogRecovery recovered = LogRecovery.run(directory, disk);
        Durably.syncDirectory(directory);
        ReplicatedLog log = new ReplicatedLog(directory, stateFile, settings, disk, owner, listener, fatal, recovered);
        log.spares.start();
        log.thread.start();
        return log;
    }

    private ReplicatedLog(
            Path directory,
            Path stateFile,
            LogSettings settings,
            Disk disk,
            Executor owner,
            FlushListener listener,
            FatalListener fatal,
            LogRecovery recovered) {
        this.directory = directory;
        this.stateFile = stateFile;
        this.settings = settings;
        this.disk = disk;
        this.owner = owner;
        this.listener = listener;
        this.base = recovered.base();
        this.history = recovered.history();
        this.lastEpoch = recovered.end().epoch();
        this.end = recovered.end().offset();
        this.endForSpace = end;
        this.written = end;
        this.flushed = end;
        this.tornBytes = recovered.tornBytes();
        for (Segment segment : recovered.segments()) {
            segments.put(segment.start(), segment);
        }
        this.tail = recovered.tailHasRoom() ? segments.lastEntry().getValue() : null;
        this.recent = new RecentRecords(settings, end);
        this.reached = new Reached(0, end, end);
        this.spares = new SpareSegments(directory, settings, disk);
        this.thread = new LogThread(directory, settings, disk, spares, this::reached, fatal, recent.open(), tail);
    }

    // ---- what the log holds

    /** Position after the last record, durable or not. */
    public Position end() {
        return new Position(lastEpoch, end);
    }

    public long endOffset() {
        return end;
    }

    /** The position before the first record that is still here. */
    public Position start() {
        return base;
    }

    /** Offset of the first record that is still here. */
    public long startOffset() {
        return base.offset();
    }

    public EpochHistory history() {
        return history;
    }

    /** Whether this log can be replayed from {@code position}: the record that ends there is the one of this log, and is retained. */
    public boolean holds(Position position) {
        return position.offset() >= base.offset()
                && position.offset() <= end
                && history.epochAt(position.offset()).equals(position.epoch());
    }

    /** Everything before this offset is on the medium, as last reported to the listener. */
    public long flushed() {
        return flushed;
    }

    /** Everything before this offset is in the page cache; lags unless {@link #relaxed} is on. */
    public long written() {
        return written;
    }

    /** Memory held by the log's tail, in bytes: the configured amount, and whatever isn't written yet. */
    public long memoryBytes() {
        return recent.bytes();
    }

    /** Bytes of a torn batch that recovery cut, for the start-up message. */
    public long tornBytes() {
        return tornBytes;
    }

    // ---- append

    /**
     * Whether an append would be taken, now or in a moment. To be asked before a write command runs: while it holds and {@link
     * #spaceIsComing} doesn't, an effect of up to a sixteenth of a segment is taken at once, and one of up to a quarter in a moment. Any thread.
     */
    public boolean hasSpace() {
        // In this order: one that was coming and is ready by now is seen as such.
        return spares.isComing() || hasNow(settings.reserveBytes());
    }

    /**
     * Whether what can wait should: the next segment is still being made, and the rest of this one is kept for what can't. An append
     * that needs the next one waits up to a second, and its owner with it. Any thread.
     */
    public boolean spaceIsComing() {
        return spaceIsComing(0);
    }

    /** Likewise for an effect of so many bytes, which may need the next segment sooner. Any thread. */
    public boolean spaceIsComing(long effectBytes) {
        return !hasNow(Math.max(settings.reserveBytes() / 4, RecordFormat.HEADER_BYTES + effectBytes))
                && spares.isComing();
    }

    private boolean hasNow(long bytes) {
        if (spares.isReady()) {
            return true;
        }
        Segment room = tail;
        return room != null && room.capacityEnd() - endForSpace >= bytes;
    }

    /** Whether an append of that effect is taken without waiting. Owner only. */
    public boolean takesAtOnce(int effectBytes) {
        return hasNow(RecordFormat.HEADER_BYTES + (long) effectBytes);
    }

    /** Why {@link #hasSpace} says no; empty otherwise. */
    public String spaceProblem() {
        if (hasSpace()) {
            return "";
        }
        Exception why = spares.failure();
        return why == null ? "the next segment of the log takes too long to make" : String.valueOf(why.getMessage());
    }

    /** As {@link #append(Epoch, ByteBuffer)}. */
    public long append(Epoch epoch, byte[] effect) {
        return append(epoch, ByteBuffer.wrap(effect));
    }

    /**
     * Appends one record; {@link #read} finds it at once.
     *
     * @param epoch that of the last record, or a later one when the effect is a {@link StartOfEpoch}
     * @param effect from its position to its limit, which stay as they are; 1 to {@link RecordFormat#MAX_EFFECT_BYTES} bytes
     * @return offset after the record
     * @throws LogFullException when there is no room; nothing was taken
     */
    public long append(Epoch epoch, ByteBuffer effect) {
        stage(epoch, effect);
        thread.wake();
        return end;
    }

    /** As {@link #append(Epoch, ByteBuffer)}, but the log's thread may sleep on until {@link #commitStaged}: so more goes into one sync. */
    public long stage(Epoch epoch, ByteBuffer effect) {
        ensureUsable();
        int length = effect.remaining();
        if (length < 1 || length > RecordFormat.MAX_EFFECT_BYTES) {
            throw new IllegalArgumentException("an effect of " + length + " bytes");
        }
        boolean starts = StartOfEpoch.isStart(effect);
        if (epoch.isBefore(lastEpoch) || epoch.isAfter(lastEpoch) != starts) {
            throw new IllegalArgumentException("an epoch begins with one start record: epoch " + epoch + " after "
                    + lastEpoch + ", start record: " + starts);
        }
        Chunk chunk = roomFor(RecordFormat.HEADER_BYTES + length);
        long start = end;
        RecordFormat.put(chunk.buffer, crc, epoch.number(), start, effect);
        extend(epoch, starts ? StartOfEpoch.decode(effect) : null, start, RecordFormat.HEADER_BYTES + length);
        chunk.publish();
        return end;
    }

    /** What was staged is written and synced from now on. Where written is enough, it may be written and reported when this returns. */
    public void commitStaged() {
        hopping.set(true); // what is written here needs no hop
        if (!thread.writeHere()) {
            thread.wake();
        }
        report();
    }

    /**
     * Appends records as a leader sent them, from the buffer's position to its limit.
     *
     * @throws BadRecordsException when they don't continue this log exactly; nothing was taken
     * @throws LogFullException when there is no room; the records up to {@link #end} were taken
     */
    public void appendBatch(ByteBuffer records) {
        ensureUsable();
        check(records);
        try {
            take(records);
        } finally {
            commitStaged();
        }
    }

    private void take(ByteBuffer records) {
        for (int at = records.position(); at < records.limit(); ) {
            int total = RecordFormat.HEADER_BYTES + RecordFormat.effectLength(records, at);
            Chunk chunk = roomFor(total);
            int mark = chunk.buffer.position();
            chunk.buffer.put(records.slice(at, total));
            long start = end;
            long number = chunk.buffer.getLong(mark + RecordFormat.EPOCH_AT);
            ByteBuffer effect = RecordFormat.effect(records, at);
            extend(
                    number == lastEpoch.number() ? lastEpoch : new Epoch(number),
                    StartOfEpoch.isStart(effect) ? StartOfEpoch.decode(effect) : null,
                    start,
                    total);
            chunk.publish();
            at += total;
        }
    }

    private void check(ByteBuffer records) {
        long start = end;
        long epoch = lastEpoch.number();
        for (int at = records.position(); at < records.limit(); ) {
            int total = RecordFormat.check(records, at, records.limit(), start, crc);
            if (total < 0 || RecordFormat.startsBatch(records, at)) {
                throw new BadRecordsException("the leader's records don't continue this log at offset " + start
                        + ": a gap, a cut or a bad checksum at byte " + (at - records.position()) + " of "
                        + records.remaining());
            }
            long next = records.getLong(at + RecordFormat.EPOCH_AT);
            ByteBuffer effect = RecordFormat.effect(records, at);
            boolean starts = StartOfEpoch.isStart(effect);
            if (next < epoch || (next > epoch) != starts) {
                throw new BadRecordsException(
                        "a record of epoch " + next + " after epoch " + epoch + " at offset " + start);
            }
            if (starts) {
                try {
                    StartOfEpoch.decode(effect);
                } catch (IllegalArgumentException e) {
                    throw new BadRecordsException("at offset " + start + ": " + e.getMessage());
                }
            }
            epoch = next;
            start += total;
            at += total;
        }
    }

    private void extend(Epoch epoch, @Nullable StartOfEpoch started, long start, int total) {
        if (started != null) {
            history = history.with(new EpochStart(epoch, start, started.lossAccepted()));
        }
        lastEpoch = epoch;
        end = start + total;
        endForSpace = end;
    }

    private Chunk roomFor(int total) {
        Segment segment = tail;
        if (segment == null || end + total > segment.capacityEnd()) {
            segment = roll(total);
        }
        return recent.roomFor(segment, total, end);
    }

    private Segment roll(int total) {
        SegmentHeader header = new SegmentHeader(end(), history);
        int dataStart = SegmentHeader.headerBytes(header.encode());
        long needed = dataStart + (long) total;
        SpareSegments.Spare spare = needed > settings.segmentBytes() ? spares.make(needed) : spares.take();
        Segment segment = new Segment(header, dataStart, spare.channel(), spare.file(), spare.bytes(), false, disk);
        segments.put(segment.start(), segment);
        tail = segment;
        return segment;
    }

    // ---- progress

    /**
     * Whether written is enough: what is written is then reported at once, to {@link FlushListener#written}, and synced within a tenth of
     * a second or so. What must be synced by itself, such as the state file and all that was appended before it, still is.
     */
    public void relaxed(boolean on) {
        thread.relaxed(on);
    }

    /**
     * How long the log thread has been at the oldest batch that isn't on the medium yet, in nanoseconds; 0 when everything is. It is
     * the write canary. Any thread.
     */
    public long oldestUnsyncedNanos() {
        return thread.busyNanos();
    }

    private void reached(int ofGeneration, long nowWritten, long nowFlushed) {
        reached = new Reached(ofGeneration, nowWritten, nowFlushed);
        if (hopping.compareAndSet(false, true)) {
            owner.execute(this::report);
        }
    }

    private void report() {
        hopping.set(false); // before reading: what comes after this makes its own hop
        Reached now = reached;
        if (now.generation() != generation) {
            return; // of records that were cut since
        }
        if (now.written() > written) {
            written = now.written();
            if (now.written() > now.flushed()) {
                listener.written(written);
            }
        }
        if (now.flushed() > flushed) {
            flushed = now.flushed();
            listener.flushed(flushed);
        }
    }

    // ---- the state file

    /**
     * Writes the member's small state so that it survives a power loss, after everything appended so far does.
     *
     * @param state not changed by the caller any more
     * @param done runs on the owner; progress up to here was reported before
     */
    public void persist(byte[] state, Runnable done) {
        ensureUsable();
        thread.submit(log -> {
            log.withSpace(any -> StateFile.writeBoth(stateFile, state, disk));
            owner.execute(done);
        });
    }

    // ---- read

    /**
     * Whole records from {@code from} on, at least one unless {@code from} is the end; fewer than asked for at the end of a buffer or
     * file, so call again.
     *
     * @param from a record's start, from {@link #startOffset} to {@link #endOffset}
     * @param maxBytes exceeded only by a single greater record
     * @return a copy
     * @throws LogDamagedException when the file no longer holds what was written
     */
    public ByteBuffer read(long from, int maxBytes) {
        ByteBuffer recent = readMemory(from, maxBytes);
        if (recent != null) {
            return recent;
        }
        FileRead older = fileRead(from, maxBytes);
        try {
            return older.read();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + older, e);
        }
    }

    /** As {@link #read}, from the tail in memory alone: never waits for the disk. Null when only the files hold {@code from}. */
    public @Nullable ByteBuffer readMemory(long from, int maxBytes) {
        if (from == end) {
            return NOTHING.duplicate();
        }
        requireHeld(from);
        return recent.read(from, maxBytes);
    }

    /**
     * As {@link #read}, of records that {@link #readMemory} doesn't have, to be carried out on another thread.
     *
     * @param from a record's start, before the tail in memory
     */
    public FileRead fileRead(long from, int maxBytes) {
        requireHeld(from);
        long inMemory = recent.start(end);
        if (from >= inMemory) {
            throw new IllegalArgumentException("offset " + from + " is in memory, which begins at " + inMemory);
        }
        Map.Entry<Long, Segment> holder = Objects.requireNonNull(segments.floorEntry(from));
        Long next = segments.higherKey(from);
        return new FileRead(
                holder.getValue(), from, Math.min(inMemory, next == null ? end : next), maxBytes, generation);
    }

    /**
     * Whether what a {@link FileRead} brought, or failed with, tells of this log as it is: neither was it cut or reset meanwhile, nor
     * were the records dropped.
     */
    public boolean isCurrent(FileRead read) {
        return read.generation == generation && read.from >= base.offset();
    }

    private void requireHeld(long from) {
        if (from < base.offset() || from > end) {
            throw new IllegalArgumentException(
                    "offset " + from + " isn't in the log, which reaches from " + base.offset() + " to " + end);
        }
    }

    /** Visits the records from {@code from} to {@code to}, both record boundaries within the log. */
    public void replay(long from, long to, RecordVisitor visitor) {
        if (to > end) {
            throw new IllegalArgumentException("offset " + to + " is beyond the log's end " + end);
        }
        for (long at = from; at < to; ) {
            ByteBuffer records = read(at, (int) Math.min(REPLAY_BYTES, to - at));
            if (records.remaining() > to - at) {
                throw new IllegalArgumentException("offset " + to + " lies within a record");
            }
            RecordFormat.visit(records, visitor);
            at += records.remaining();
        }
    }

    /** Visits the records of a file made by {@link #truncate}. */
    public static void visitFile(Path file, RecordVisitor visitor) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            SegmentScan.of(file, channel, visitor);
        }
    }

    // ---- cut, reset, retain

    /**
     * Cuts the log back to {@code to}. Here and for {@link #read} at once; on disk once the tail is copied away and synced. Progress of
     * what was cut is no longer reported, and {@link #flushed} falls to {@code to} at most.
     *
     * <p>Snapshots beyond {@code to} must have been discarded before: at a restart they would win over the shorter log.
     *
     * @param to a record boundary within the log
     * @param done runs on the owner when it is done on disk
     */
    public void truncate(long to, Path divergentDirectory, Consumer<DivergentTail> done) {
        ensureUsable();
        if (to < base.offset() || to > end) {
            throw new IllegalArgumentException(
                    "can't cut to " + to + ": the log reaches from " + base.offset() + " to " + end);
        }
        if (to == end) {
            inOrder(() -> done.accept(new DivergentTail(to, to, 0, List.of())));
            return;
        }
        long oldEnd = end;
        EpochHistory before = history;
        Segment holder =
                segments.lowerEntry(to) == null ? null : segments.lowerEntry(to).getValue();
        List<Segment> gone = new ArrayList<>(segments.tailMap(to, true).values());
        segments.tailMap(to, true).clear();
        recent.cutTo(to);
        restartAt(to, history.truncatedTo(to));
        thread.submit(new Truncation(
                end(),
                before,
                oldEnd,
                holder,
                gone,
                divergentDirectory,
                recent.open(),
                generation,
                tail -> owner.execute(() -> done.accept(tail))));
    }

    /**
     * Forgets all records: the log begins at a snapshot's position. In order: (1) the snapshot is installed and synced, (2) this.
     * A crash in between leaves the snapshot and an older log that doesn't {@link #holds hold} its position; the start then comes here
     * again. A crash within leaves a shorter old log, or none: the same.
     *
     * @param newHistory epochs up to {@code newBase}
     * @param done runs on the owner when it is done on disk
     */
    public void reset(Position newBase, EpochHistory newHistory, Runnable done) {
        ensureUsable();
        if (!newHistory.truncatedTo(newBase.offset()).equals(newHistory)
                || !newHistory.epochAt(newBase.offset()).equals(newBase.epoch())) {
            throw new IllegalArgumentException(
                    "position " + newBase + " doesn't end the history " + newHistory.encode());
        }
        List<Segment> old = new ArrayList<>(segments.values());
        segments.clear();
        recent.beginAt(newBase.offset());
        base = newBase;
        restartAt(newBase.offset(), newHistory);
        written = end;
        flushed = end;
        Chunk head = recent.open();
        int newGeneration = generation;
        thread.submit(log -> {
            for (int i = old.size() - 1; i >= 0; i--) {
                old.get(i).channel().close();
                disk.delete(old.get(i).path());
            }
            deleteBases();
            log.withSpace(any -> SegmentBase.write(directory, newBase, newHistory, disk));
            log.continueAt(head, newGeneration);
            owner.execute(done);
        });
    }

    /** A base without records has no open segment, so the list above doesn't name it. */
    private void deleteBases() throws IOException {
        try (var files = Files.newDirectoryStream(directory, Segment::isName)) {
            for (Path file : files) {
                disk.delete(file);
            }
        }
    }

    private void restartAt(long offset, EpochHistory newHistory) {
        history = newHistory;
        lastEpoch = newHistory.epochAt(offset);
        end = offset;
        endForSpace = offset;
        written = Math.min(written, offset);
        flushed = Math.min(flushed, offset);
        tail = null;
        generation++;
    }

    /** Deletes whole segments whose records all end at or before {@code offset}; the last one stays. */
    public void retainFrom(long offset) {
        ensureUsable();
        List<Segment> old = new ArrayList<>();
        while (segments.size() > 1 && segments.higherKey(segments.firstKey()) <= offset) {
            old.add(segments.pollFirstEntry().getValue());
        }
        if (old.isEmpty()) {
            return;
        }
        base = segments.firstEntry().getValue().header().base();
        recent.dropBefore(base.offset());
        thread.submit(log -> {
            for (Segment segment : old) { // the oldest first: the rest is a log at every moment
                segment.channel().close();
                disk.delete(segment.path());
            }
            spares.tryNow();
        });
    }

    private void inOrder(Runnable done) {
        thread.submit(log -> owner.execute(done));
    }

    // ---- life

    private void ensureUsable() {
        if (closed || thread.failed()) {
            throw new IllegalStateException("the log in " + directory + " is " + (closed ? "closed" : "failed"));
        }
    }

    /** Flushes everything appended, then ends the threads. Callbacks still under way reach the owner's executor before it returns. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        thread.close();
        spares.close();
        for (Segment segment : segments.values()) {
            segment.channel().close();
        }
    }
}
