package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A log whose owner is the test's thread: callbacks wait in a queue until the test awaits something. */
final class TestLog implements AutoCloseable {
    static final LogSettings SMALL = new LogSettings(4096, 1024, 2048, 1 << 20, Duration.ofMillis(1));

    private final BlockingQueue<Runnable> callbacks = new LinkedBlockingQueue<>();
    private final Path root;
    final List<Long> flushes = new ArrayList<>();
    final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    final ReplicatedLog log;

    TestLog(Path root) {
        this(root, SMALL, Disk.REAL);
    }

    TestLog(Path root, LogSettings settings, Disk disk) {
        this.root = root;
        try {
            log = ReplicatedLog.open(
                    root.resolve("log"),
                    root.resolve("state"),
                    settings,
                    disk,
                    callbacks::add,
                    flushes::add,
                    (what, cause) -> fatal.set(cause));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] start(long epoch) {
        return start(epoch, false);
    }

    static byte[] start(long epoch, boolean lossAccepted) {
        return new StartOfEpoch(new Epoch(epoch), new MemberName("orders-0"), new Incarnation("5f0c"), lossAccepted)
                .encode();
    }

    static byte[] write(String text) {
        return ("\u0001" + text).getBytes(StandardCharsets.UTF_8);
    }

    /** Begins an epoch. */
    TestLog epoch(long epoch) {
        log.append(new Epoch(epoch), start(epoch));
        return this;
    }

    /** Appends a write in the log's last epoch. @return the end */
    long append(String text) {
        return log.append(log.end().epoch(), write(text));
    }

    /** As {@link #append}, in a batch of its own. */
    long appendAlone(String text) {
        long end = append(text);
        flush();
        return end;
    }

    void flush() {
        awaitFlushed(log.endOffset());
    }

    void awaitFlushed(long offset) {
        await(() -> log.flushed() >= offset);
    }

    void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(fatal.get())
                    .as("failure of the log while its callback is awaited")
                    .isNull();
            assertThat(System.nanoTime() - deadline).as("time over, in ns").isNegative();
            try {
                Runnable next = callbacks.poll(20, TimeUnit.MILLISECONDS);
                if (next != null) {
                    next.run();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Those that wait. */
    void runCallbacks() {
        for (Runnable next = callbacks.poll(); next != null; next = callbacks.poll()) {
            next.run();
        }
    }

    /** Runs callbacks until one of the two holds, and then those that wait; a failure of the log is no error here. */
    void awaitEither(BooleanSupplier one, BooleanSupplier other) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!one.getAsBoolean() && !(other.getAsBoolean() && fatal.get() != null)) {
            assertThat(System.nanoTime() - deadline).as("time over, in ns").isNegative();
            try {
                Runnable next = callbacks.poll(20, TimeUnit.MILLISECONDS);
                if (next != null) {
                    next.run();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    DivergentTail truncate(long to) {
        AtomicReference<@Nullable DivergentTail> done = new AtomicReference<>();
        log.truncate(to, root.resolve("divergent"), done::set);
        await(() -> done.get() != null);
        return java.util.Objects.requireNonNull(done.get());
    }

    void reset(Position base, EpochHistory history) {
        AtomicBoolean done = new AtomicBoolean();
        log.reset(base, history, () -> done.set(true));
        await(done::get);
    }

    void persist(String state) {
        AtomicBoolean done = new AtomicBoolean();
        log.persist(state.getBytes(StandardCharsets.UTF_8), () -> done.set(true));
        await(done::get);
    }

    /** All records, as "epoch:text". */
    List<String> records() {
        return records(log.startOffset(), log.endOffset());
    }

    List<String> records(long from, long to) {
        List<String> found = new ArrayList<>();
        log.replay(from, to, (epoch, start, end, effect) -> found.add(epoch + ":" + text(effect)));
        return found;
    }

    static String text(ByteBuffer effect) {
        if (StartOfEpoch.isStart(effect)) {
            return "start";
        }
        byte[] bytes = new byte[effect.remaining() - 1];
        effect.get(effect.position() + 1, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    List<Path> segmentFiles() {
        return segmentFiles(root);
    }

    static List<Path> segmentFiles(Path root) {
        try (var files = Files.list(root.resolve("log"))) {
            return files.filter(file -> file.toString().endsWith(Segment.SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
