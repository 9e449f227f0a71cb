package dev.baton.workload;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Appends operations to a history file. Any thread may call; what was recorded is in the file 200 ms later at most, so that a
 * killed client loses little. A disk that refuses ends the recording: the next {@link #record} throws, since a history with holes
 * would accuse the database of things it didn't do.
 */
public final class HistoryWriter implements AutoCloseable {
    private static final Duration FLUSH_EVERY = Duration.ofMillis(150);

    private final Path file;
    private final BufferedWriter out;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread flusher;
    private @Nullable IOException failure; // guarded by this

    /** Begins a history at {@code file}; one that is there is replaced. */
    public HistoryWriter(Path file) throws IOException {
        this.file = file;
        this.out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        this.flusher = Thread.ofPlatform().daemon().name("history-flush").start(this::flushUntilClosed);
    }

    /** Records an operation that has ended. */
    public synchronized void record(Operation operation) {
        try {
            if (failure != null) {
                throw failure;
            }
            out.write(History.line(operation));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "history " + file + " can't be written; give --history a path with space left", e);
        }
    }

    private void flushUntilClosed() {
        try {
            while (!closing.await(FLUSH_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        synchronized (this) {
            out.close();
        }
    }
}
