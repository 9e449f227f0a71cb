package dev.baton.node.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes the log: takes whatever was appended meanwhile, writes it, syncs once, reports (group commit). Everything
 * else that must keep the log's order, such as the state file or a truncation, runs here as a task, after all that was appended before
 * it is on the medium.
 *
 * <p>Nothing here is retried: the first failure ends the thread and, through {@link FatalListener}, the process.
 */
final class LogThread {
    /** So much is soon written; more is left to the log's thread, while the owner goes on. */
    private static final int MOST_BYTES_HERE = 16 << 10;

    /** A disk that takes longer must not hold up the owner, or not often. */
    private static final long QUICK_NANOS = 500_000;

    private static final int QUICK_IN_ROW = 16;

    /** Runs on the log thread. */
    interface Task {
        void run(LogThread log) throws IOException;
    }

    /** Where progress goes; called by whoever writes, under the lock. */
    interface Progress {
        /** @param generation counts truncations and resets, so that the owner can tell progress of records it has cut since */
        void to(int generation, long written, long flushed);
    }

    private final Path directory;
    private final LogSettings settings;
    private final Disk disk;
    private final SpareSegments spares;
    private final Progress progress;
    private final FatalListener fatal;
    private final Thread thread;
    private final LaterSync later;

    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean parked;
    private volatile boolean closing;
    private volatile boolean failed;
    /** Written is enough: what is written is reported at once and synced a little later, by {@link #later}. */
    private volatile boolean relaxed;
    /** When the oldest work not yet on the medium was taken up, monotonic ns; 0 while idle. */
    private volatile long busySince;

    /** Held by who writes: the log's thread but while it waits, or the owner in its place. */
    private final ReentrantLock writing = new ReentrantLock();

    /** How many writes in a row were quick, up to {@link #QUICK_IN_ROW}. Changed under that lock. */
    private volatile int quickInRow;

    // Under that lock.
    private Chunk cursor;
    private int done;
    private @Nullable Segment segment;
    private boolean synced = true;
    private long written;
    private long flushed;
    private int generation;

    LogThread(
            Path directory,
            LogSettings settings,
            Disk disk,
            SpareSegments spares,
            Progress progress,
            FatalListener fatal,
            Chunk head,
            @Nullable Segment tail) {
        this.directory = directory;
        this.settings = settings;
        this.disk = disk;
        this.spares = spares;
        this.progress = progress;
        this.fatal = fatal;
        this.cursor = head;
        this.segment = tail;
        this.written = head.start;
        this.flushed = head.start;
        this.thread = Thread.ofPlatform().name("baton-log").unstarted(this::run);
        this.later = new LaterSync(disk, () -> LockSupport.unpark(thread), this::failed);
    }

    void start() {
        later.start();
        thread.start();
    }

    void submit(Task task) {
        tasks.add(task);
        wake();
    }

    /** To be called after something was published. Cheap while the thread is at work. */
    void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Does the log thread's work in its place where written is enough: when it isn't much, the disk has been quick, and that thread has
     * nothing else to do. A write to the page cache takes less time than the way to another thread and back. A sync is never done here,
     * for the owner has to go on answering while a disk hangs; but a file system that is frozen stops it, as it would stop any writer.
     * Owner only.
     *
     * @return whether it did; {@link #wake} has to be called otherwise
     */
    boolean writeHere() {
        if (!relaxed || quickInRow < QUICK_IN_ROW || !writing.tryLock()) {
            return false;
        }
        try {
            boolean wasSynced = synced;
            if (!tasks.isEmpty() || closing || failed || !writeFew()) {
                return false;
            }
            if (wasSynced) {
                LockSupport.unpark(thread); // it waits for something to sync
            }
            return true;
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
            return true;
        } finally {
            writing.unlock();
        }
    }

    /** @return whether what is published was written: neither too much nor in a segment not begun yet */
    private boolean writeFew() throws IOException {
        Chunk next = cursor.next;
        int limit = cursor.published;
        if (next != null && limit == done) {
            goOnTo(next);
            next = cursor.next;
            limit = cursor.published;
        }
        if (next != null || cursor.segment != segment || limit - done > MOST_BYTES_HERE) {
            return false;
        }
        if (limit > done) {
            if (busySince == 0) {
                busy();
            }
            write(cursor, limit);
        }
        return true;
    }

    void relaxed(boolean on) {
        if (relaxed != on) {
            relaxed = on;
            LockSupport.unpark(thread); // what waits for its sync is synced now
        }
    }

    boolean failed() {
        return failed;
    }

    long busyNanos() {
        long since = busySince;
        return since == 0 ? 0 : Math.max(0, System.nanoTime() - since);
    }

    /** Flushes everything, then ends the threads. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
            later.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- for tasks

    Path directory() {
        return directory;
    }

    Disk disk() {
        return disk;
    }

    /** Continues with another chain of chunks: the old one was cut at its start. */
    void continueAt(Chunk head, int newGeneration) {
        cursor.drained = true; // the old chain is written to its end
        cursor = head;
        done = 0;
        segment = null;
        synced = true;
        generation = newGeneration;
        written = head.start;
        flushed = head.start;
        progress.to(generation, written, flushed);
    }

    /** Runs something that needs a little space; on a full disk the spare segment gives it. */
    void withSpace(Task small) throws IOException {
        try {
            small.run(this);
        } catch (IOException e) {
            if (!Room.isMissing(e)) {
                throw e;
            }
            spares.surrender();
            try {
                small.run(this);
            } catch (IOException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
    }

    // ---- the thread

    private enum Next {
        AGAIN,
        REST,
        END
    }

    private void run() {
        try {
            Next next = Next.AGAIN;
            while (next != Next.END) {
                writing.lock();
                try {
                    next = turn();
                } finally {
                    writing.unlock();
                }
                if (next == Next.REST) {
                    park();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    private Next turn() throws IOException {
        boolean last = closing;
        // Before the published mark is read: what was appended before the task was submitted is flushed before it runs.
        Task task = tasks.poll();
        boolean wrote = write();
        if (task != null || last || !relaxed) {
            sync();
        } else {
            syncLater();
        }
        if (task != null) {
            busy();
            task.run(this);
        }
        if (synced) {
            busySince = 0;
        }
        if (task != null || wrote) {
            return Next.AGAIN;
        }
        return last ? Next.END : Next.REST;
    }

    private synchronized void failed(Throwable cause) {
        if (failed) {
            return; // a failed sync is met by two threads
        }
        failed = true;
        fatal.fatal("the log in " + directory + " can't be written", cause);
    }

    private void park() {
        parked = true; // before looking: whoever publishes from now on wakes this thread
        long nanos = restNanos();
        if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = false;
    }

    /** How long there is nothing to do unless somebody calls; 0 when there is. */
    private long restNanos() {
        writing.lock();
        try {
            if (cursor.next != null || cursor.published != done || !tasks.isEmpty() || closing) {
                return 0;
            }
            if (synced) {
                return Long.MAX_VALUE;
            }
            return relaxed ? later.restNanos(System.nanoTime()) : 0;
        } finally {
            writing.unlock();
        }
    }

    /** Writes what is published at the call, and perhaps a little more. @return whether there was anything */
    private boolean write() throws IOException {
        boolean any = false;
        while (true) {
            // The link before the mark: once linked, nothing more is published in the chunk.
            Chunk next = cursor.next;
            int limit = cursor.published;
            if (limit > done) {
                if (busySince == 0) {
                    busy();
                }
                any = true;
                write(cursor, limit);
                if (written - flushed >= settings.batchBytes() && !relaxed) {
                    sync();
                }
            }
            if (next == null) {
                return any;
            }
            goOnTo(next);
        }
    }

    /** The present chunk is written whole. */
    private void goOnTo(Chunk next) {
        cursor.drained = true;
        cursor = next;
        done = 0;
    }

    /** Takes up what was synced meanwhile, and has more synced when it is time. */
    private void syncLater() {
        long reached = later.reached(generation);
        if (reached > flushed) {
            flushed = reached;
            synced = flushed == written;
            progress.to(generation, written, flushed);
            if (!synced) {
                busySince = later.askedAt(); // the oldest that isn't synced came after that
            }
        }
        Segment target = segment;
        if (!synced && target != null) {
            later.ask(target.channel(), generation, written, System.nanoTime());
        }
    }

    private void write(Chunk chunk, int limit) throws IOException {
        Segment target = Objects.requireNonNull(chunk.segment, "a chunk with records has a segment");
        if (target != segment) {
            // A segment that has a successor is complete: recovery relies on it.
            sync();
            target.begin(directory);
            segment = target;
        }
        if (synced) {
            RecordFormat.markBatch(chunk.buffer, done);
            synced = false;
        }
        long began = System.nanoTime();
        disk.write(
                target.channel(),
                chunk.buffer.duplicate().position(done).limit(limit),
                target.fileAt(chunk.start + done));
        boolean quick = System.nanoTime() - began < QUICK_NANOS;
        quickInRow = quick ? Math.min(quickInRow + 1, QUICK_IN_ROW) : 0;
        done = limit;
        written = chunk.start + limit;
        if (relaxed) {
            progress.to(generation, written, flushed);
        }
    }

    private void sync() throws IOException {
        if (!synced) {
            // Two at once: the kernel tells of a failed write only one of them, and the other reported what is lost.
            later.settle();
            disk.force(Objects.requireNonNull(segment).channel(), false);
            synced = true;
            flushed = written;
            progress.to(generation, written, flushed);
        }
    }

    private void busy() {
        long now = System.nanoTime();
        busySince = now == 0 ? 1 : now;
    }
}
