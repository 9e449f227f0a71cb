package dev.baton.node.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Syncs, every now and then and on a thread of its own, what the log's thread has written, so that no write waits for a sync where
 * written is enough. The log's thread asks and takes up the result; between the two there is one request at a time.
 */
final class LaterSync {
    /** How much may be lost with the power where written is enough, besides the duration of one sync. */
    private static final long INTERVAL_NANOS = 100_000_000;

    private record Request(FileChannel channel, int generation, long upTo) {}

    private final Disk disk;
    private final Runnable done;
    private final Consumer<Throwable> failed;
    private final Thread thread;

    private volatile @Nullable Request asked;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Request completed;
    private volatile boolean closing;
    /** Log thread only. */
    private long last;

    /**
     * @param done wakes the log's thread
     * @param failed hears of a sync that failed: nobody knows what is on the disk then
     */
    LaterSync(Disk disk, Runnable done, Consumer<Throwable> failed) {
        this.disk = disk;
        this.done = done;
        this.failed = failed;
        this.thread = Thread.ofPlatform().daemon().name("baton-log-sync").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread; the log's thread has synced everything itself. */
    void close() throws InterruptedException {
        closing = true;
        LockSupport.unpark(thread);
        thread.join();
    }

    /** Offset up to which a request of this generation was synced; −1 for none. Log thread only. */
    long reached(int generation) {
        Request request = completed;
        return request == null || request.generation != generation ? -1 : request.upTo;
    }

    /** When the last request was made, monotonic nanoseconds. Log thread only. */
    long askedAt() {
        return last;
    }

    /** Has the file synced unless one is being synced, or was a moment ago. Log thread only. */
    void ask(FileChannel channel, int generation, long upTo, long now) {
        if (asked == null && now - last >= INTERVAL_NANOS) {
            last = now;
            asked = new Request(channel, generation, upTo);
            LockSupport.unpark(thread);
        }
    }

    /**
     * Waits until no sync is under way. Log thread only, and woken by {@code done}.
     *
     * @throws IOException when one failed: what a later one says counts for nothing
     */
    void settle() throws IOException {
        while (asked != null && failure == null) {
            LockSupport.park(this);
        }
        Throwable before = failure;
        if (before != null) {
            throw before instanceof IOException told ? told : new IOException("a sync of the log failed", before);
        }
    }

    /** How long until a request would be taken, at least. Log thread only. */
    long restNanos(long now) {
        return asked != null ? INTERVAL_NANOS : Math.max(1, INTERVAL_NANOS - (now - last));
    }

    private void run() {
        try {
            while (!closing) {
                Request request = asked;
                if (request == null) {
                    LockSupport.park(this);
                    continue;
                }
                disk.force(request.channel, false);
                completed = request;
                asked = null;
                done.run();
            }
        } catch (java.nio.channels.ClosedChannelException gone) {
            // The segment was cut or is no longer needed: the log's thread synced what was.
            asked = null;
            done.run();
            if (!closing) {
                run();
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            done.run();
            failed.accept(e);
        }
    }
}
