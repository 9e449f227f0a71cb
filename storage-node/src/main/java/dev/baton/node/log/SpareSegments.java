package dev.baton.node.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one zero-filled segment file ready, made on its own thread, so that a roll costs a rename and a full disk is known one whole
 * segment before it would matter. While there is no room it tries again every so often.
 */
final class SpareSegments implements AutoCloseable {
    static final String SUFFIX = ".spare";
    /** A spare that takes longer isn't coming: the disk hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** The owner has to answer others meanwhile. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    record Spare(Path file, FileChannel channel, long bytes) {}

    private final Path directory;
    private final LogSettings settings;
    private final Disk disk;
    private final Thread thread;

    // Guarded by this; volatile for the owner's check before each write command.
    private volatile @Nullable Spare ready;
    private volatile @Nullable Exception failure;
    /** Since when one is wanted, monotonic ns, while none is ready. */
    private volatile long wantedSince = System.nanoTime();

    private boolean making;
    private boolean tryNow;
    private boolean closed;
    private long number;

    SpareSegments(Path directory, LogSettings settings, Disk disk) {
        this.directory = directory;
        this.settings = settings;
        this.disk = disk;
        this.thread = Thread.ofPlatform().daemon().name("baton-log-spare").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether {@link #take} would give a file at once. Any thread. */
    boolean isReady() {
        return ready != null;
    }

    /** Whether one is being made, and may still be ready soon. Any thread. */
    boolean isComing() {
        return ready == null && failure == null && System.nanoTime() - wantedSince < PATIENCE.toNanos();
    }

    @Nullable
    Exception failure() {
        return failure;
    }

    /** The spare; waits a moment while it is being written. @throws LogFullException when there is no room for one, or it takes longer */
    synchronized Spare take() {
        long deadline = System.nanoTime() + SHORT.toNanos();
        while (true) {
            Spare spare = ready;
            if (spare != null) {
                wantedSince = System.nanoTime();
                ready = null;
                notifyAll();
                return spare;
            }
            Exception why = failure;
            long left = deadline - System.nanoTime();
            if (why != null || closed || left <= 0) {
                throw full(why);
            }
            pause(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    /** A file for a record greater than a segment, made at once on the caller's thread. */
    Spare make(long bytes) {
        try {
            return allocate(bytes);
        } catch (IOException e) {
            throw full(e);
        }
    }

    /**
     * Gives the spare's space back to the disk, for something that must be written now. One that is being made is waited for: on a full
     * disk that fails soon, and what it took is free again.
     */
    synchronized void surrender() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (making && deadline - System.nanoTime() > 0) {
            pause(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + 1);
        }
        Spare spare = ready;
        if (spare == null) {
            return;
        }
        // The failure first: the thread must not take the space again before its next regular try.
        failure = new IOException("its space was needed for the member's state");
        ready = null;
        notifyAll();
        spare.channel().close();
        Files.deleteIfExists(spare.file());
    }

    /** Space may have become free. */
    synchronized void tryNow() {
        tryNow = true;
        notifyAll();
    }

    private void run() {
        while (awaitTurn()) {
            try {
                Spare spare = allocate(settings.segmentBytes());
                synchronized (this) {
                    making = false;
                    failure = null;
                    ready = spare;
                    notifyAll();
                    if (closed) {
                        discard();
                    }
                }
            } catch (IOException | RuntimeException e) {
                synchronized (this) {
                    making = false;
                    failure = e;
                    notifyAll();
                }
            }
        }
    }

    private synchronized boolean awaitTurn() {
        while (!closed && ready != null) {
            pause(0);
        }
        if (failure != null) {
            long deadline = System.nanoTime() + settings.retrySpace().toNanos();
            while (!closed && !tryNow && deadline - System.nanoTime() > 0) {
                pause(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + 1);
            }
        }
        tryNow = false;
        making = !closed;
        return making;
    }

    private Spare allocate(long bytes) throws IOException {
        long id;
        synchronized (this) {
            id = number++;
        }
        Path file = directory.resolve(id + SUFFIX);
        return new Spare(file, disk.allocate(file, bytes), bytes);
    }

    private LogFullException full(@Nullable Exception why) {
        String cause = why == null ? "it took too long" : String.valueOf(why.getMessage());
        return new LogFullException(
                "no room for another log segment of " + settings.segmentBytes() + " bytes in " + directory + " ("
                        + cause + "); free space or enlarge the volume",
                why == null ? new IOException("not ready") : why);
    }

    @SuppressWarnings("WaitNotInLoop") // every caller loops
    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("a thread of the log must not be interrupted", e);
        }
    }

    private synchronized void discard() {
        Spare spare = ready;
        ready = null;
        if (spare != null) {
            try {
                spare.channel().close();
                Files.deleteIfExists(spare.file());
            } catch (IOException leftForTheNextStart) {
                // open() deletes spares it finds.
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        discard();
    }
}
