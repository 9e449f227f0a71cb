package dev.baton.node.recovery;

import dev.baton.node.log.Disk;
import dev.baton.node.log.LogSettings;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.log.StartOfEpoch;
import dev.baton.node.log.StateFile;
import dev.baton.node.replication.DurableState;
import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotReader;
import dev.baton.node.snapshot.SnapshotWriter;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A member's data directory, started and ended as a process does; the log's owner is a thread of its own. */
final class TestVolume implements AutoCloseable {
    private static final LogSettings SMALL = new LogSettings(4096, 1024, 2048, 1 << 20, Duration.ofMillis(1));

    final Path root;
    final List<String> warnings = new ArrayList<>();
    final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    Disk disk = Disk.REAL;
    /** Of the kernel that the next start runs on. */
    String boot = "boot-1";

    private final ExecutorService owner = Executors.newSingleThreadExecutor();
    private @Nullable Recovered recovered;

    TestVolume(Path root) {
        this.root = root;
    }

    Recovered start() throws IOException {
        Recovered started = Recovery.run(
                root,
                "volume-1",
                boot,
                (files, state) -> ReplicatedLog.open(
                        files, state, SMALL, disk, owner, offset -> {}, (what, cause) -> fatal.set(cause)),
                owner,
                warnings::add);
        recovered = started;
        return started;
    }

    /** Ends as kill -9 does, but for what a log's close flushes. */
    void stop() throws IOException {
        Recovered ending = recovered;
        if (ending != null) {
            recovered = null;
            owned(() -> {
                ending.log().close();
                return null;
            });
            ending.directory().close();
        }
    }

    /** Ends as on SIGTERM. */
    void stopCleanly() throws IOException {
        Recovered ending = running();
        recovered = null;
        owned(() -> {
            ending.log().close();
            return null;
        });
        ending.directory().stoppedCleanly(ending.log().endOffset());
        ending.directory().close();
    }

    Recovered running() {
        return java.util.Objects.requireNonNull(recovered);
    }

    ReplicatedLog log() {
        return running().log();
    }

    <T> @Nullable T owned(Callable<T> work) {
        try {
            return owner.submit(work).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Begins an epoch that this member leads. */
    void epoch(long epoch) {
        promise(epoch, epoch, 0);
        append(
                epoch,
                new StartOfEpoch(
                                new Epoch(epoch),
                                new MemberName("orders-0"),
                                running().directory().incarnation(),
                                false)
                        .encode());
    }

    /** Writes one record in a batch of its own. @return the end */
    long write(String text) {
        return append(log().end().epoch().number(), ("\u0001" + text).getBytes(StandardCharsets.UTF_8));
    }

    private long append(long epoch, byte[] effect) {
        CountDownLatch synced = new CountDownLatch(1);
        long end = java.util.Objects.requireNonNull(owned(() -> {
            long after = log().append(new Epoch(epoch), effect);
            byte[] state = Files.exists(running().directory().state())
                    ? StateFile.read(running().directory().state()).orElseThrow()
                    : DurableState.NEW.encode();
            log().persist(state, synced::countDown);
            return after;
        }));
        await(synced);
        return end;
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, java.util.concurrent.TimeUnit.SECONDS)) {
                throw new AssertionError("the log did not answer within 20 s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void promise(long promised, long led, long committed) {
        remember(new DurableState(
                new Promise(new Epoch(promised), new Epoch(led), "record-1", 1),
                null,
                3000,
                committed,
                0,
                "",
                false,
                version()));
    }

    /** Records count from now on that are only written. */
    void countsWritten() throws IOException {
        remember(DurableState.decode(
                        StateFile.read(running().directory().state()).orElseThrow())
                .withReceived(true));
    }

    private long version() {
        try {
            return StateFile.read(running().directory().state())
                    .map(DurableState::decode)
                    .orElse(DurableState.NEW)
                    .version();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remember(DurableState state) {
        try {
            StateFile.writeBoth(running().directory().state(), state.next().encode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a snapshot at the log's end, of one entry. */
    SnapshotFile snapshot(String entry) throws IOException {
        return snapshot(log().end(), log().history(), entry);
    }

    SnapshotFile snapshot(Position position, EpochHistory history, String entry) throws IOException {
        try (SnapshotWriter writer = running().snapshots().begin(position, history, 3)) {
            byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
            writer.block(bytes);
            return writer.commit();
        }
    }

    static String entry(SnapshotFile file) throws IOException {
        List<String> found = new ArrayList<>();
        try (SnapshotReader reader = SnapshotReader.open(file.file())) {
            reader.forEach(block -> found.add(new String(block, StandardCharsets.UTF_8)));
        }
        return String.join(",", found);
    }

    /** All records in the files, as "epoch:text". */
    List<String> records() {
        return java.util.Objects.requireNonNull(owned(() -> {
            List<String> found = new ArrayList<>();
            log().replay(log().startOffset(), log().endOffset(), (epoch, start, end, effect) -> {
                if (StartOfEpoch.isStart(effect)) {
                    found.add(epoch + ":start");
                } else {
                    byte[] text = new byte[effect.remaining() - 1];
                    effect.get(effect.position() + 1, text);
                    found.add(epoch + ":" + new String(text, StandardCharsets.UTF_8));
                }
            });
            return found;
        }));
    }

    Incarnation incarnation() {
        return running().directory().incarnation();
    }

    List<Path> segments() throws IOException {
        return files(root.resolve("log"), ".log");
    }

    static List<Path> files(Path directory, String suffix) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        owner.shutdown();
    }
}
