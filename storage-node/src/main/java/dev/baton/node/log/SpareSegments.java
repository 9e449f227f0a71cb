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
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    record Spare(Path file, FileChannel channel, long bytes) {}

    private final Path directory;
    private final LogSettings settings;
    private final Disk disk;
    private final Thread thread;

    // Guarded by this; volatile for the owner's check before each write command.
    private volatile @Nullable Spare ready;
    private volatile @Nullable Exception failure;
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

    /** Whether {@link #take} would give a file, now or after a moment. */
    boolean likely() {
        return ready != null || failure == null;
    }

    @Nullable
    Exception failure() {
        return failure;
    }

    /** The spare; waits while it is being written. @throws LogFullException when there is no room for one */
    synchronized Spare take() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Spare spare = ready;
            if (spare != null) {
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

    /** Gives the spare's space back to the disk, for something that must be written now. @return whether there was one */
    synchronized boolean surrender() throws IOException {
        Spare spare = ready;
        if (spare == null) {
            return false;
        }
        // The failure first: the thread must not take the space again before its next regular try.
        failure = new IOException("its space was needed for the member's state");
        ready = null;
        notifyAll();
        spare.channel().close();
        Files.deleteIfExists(spare.file());
        return true;
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
                    failure = null;
                    ready = spare;
                    notifyAll();
                    if (closed) {
                        discard();
                    }
                }
            } catch (IOException | RuntimeException e) {
                synchronized (this) {
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
        return !closed;
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
