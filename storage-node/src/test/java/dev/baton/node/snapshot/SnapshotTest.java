package dev.baton.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.node.log.NoSpaceException;
import dev.baton.node.log.Room;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    private static final EpochHistory HISTORY = EpochHistory.decode("1@0,4@600!");

    @TempDir
    Path root;

    private SnapshotStore store;

    @BeforeEach
    void open() throws IOException {
        store = SnapshotStore.open(root);
    }

    @Test
    void whatWasWrittenIsReadBackAfterTheCommitOnly() throws IOException {
        SnapshotWriter writer = store.begin(at(700), HISTORY, 3);
        writer.block(bytes("a"));
        writer.block(bytes("x".repeat(1_000_000)));
        writer.block(bytes("b"));
        writer.seal();
        assertThat(store.newest()).isEmpty();

        SnapshotFile file = writer.commit();

        assertThat(store.newest()).contains(file);
        try (SnapshotReader reader = SnapshotReader.open(file.file())) {
            assertThat(reader.position()).isEqualTo(at(700));
            assertThat(reader.history()).isEqualTo(HISTORY);
            assertThat(reader.keys()).isEqualTo(3);
            assertThat(blocks(reader)).containsExactly("a", "x".repeat(1_000_000), "b");
        }
    }

    @Test
    void anAbandonedOrHalfWrittenOneLeavesNothing() throws IOException {
        try (SnapshotWriter writer = store.begin(at(700), HISTORY, 3)) {
            writer.block(bytes("a"));
        }
        assertThat(root).isEmptyDirectory();
        SnapshotWriter forgotten = store.begin(at(700), HISTORY, 3);
        forgotten.block(bytes("a"));
        store = SnapshotStore.open(root);
        assertThat(root).isEmptyDirectory();
        forgotten.close();
    }

    @Test
    void oneDamagedAtAnyByteOrCutAnywhereIsRefusedWhole() throws IOException {
        SnapshotFile file = write(700, "a", "bc");
        byte[] whole = Files.readAllBytes(file.file());
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file.file(), damaged);
            assertThatThrownBy(() -> SnapshotReader.open(file.file()).close())
                    .as("byte %s", at)
                    .isInstanceOf(SnapshotDamagedException.class);
            Files.write(file.file(), Arrays.copyOf(whole, at));
            assertThatThrownBy(() -> SnapshotReader.open(file.file()).close())
                    .as("cut at %s", at)
                    .isInstanceOf(SnapshotDamagedException.class);
        }
        Files.write(file.file(), Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> SnapshotReader.open(file.file()).close()).isInstanceOf(SnapshotDamagedException.class);
    }

    @Test
    void aDamagedLengthOfABlockTakesNoMemory() throws IOException {
        SnapshotFile file = write(700, "a", "bc");
        try (RandomAccessFile damaged = new RandomAccessFile(file.file().toFile(), "rw")) {
            damaged.seek(SnapshotHeader.FIXED + HISTORY.encode().length() + 4);
            damaged.writeInt(512 << 20);
            damaged.setLength(1L << 30); // a great snapshot, but for what it holds
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(() -> SnapshotReader.open(file.file()).close()).isInstanceOf(SnapshotDamagedException.class);
        try (SnapshotReader reader = SnapshotReader.openUnverified(file.file())) {
            assertThatThrownBy(() -> reader.forEach(block -> {})).isInstanceOf(SnapshotDamagedException.class);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
    }

    @Test
    void theNewestSoundOneIsFoundAndADamagedOneSetAside() throws IOException {
        SnapshotFile older = write(650, "a");
        SnapshotFile newer = write(700, "b");
        assertThat(store.list()).containsExactly(newer, older);
        Files.write(newer.file(), new byte[10]);

        assertThat(store.newest()).contains(older);
        assertThat(store.damaged()).hasSize(1);
    }

    @Test
    void thoseBeyondACutAreDiscardedAndOldOnesPruned() throws IOException {
        SnapshotFile first = write(650, "a");
        SnapshotFile second = write(700, "b");
        SnapshotFile third = write(750, "c");
        store.discardBeyond(700);
        assertThat(store.list()).containsExactly(second, first).doesNotContain(third);
        store.prune(1);
        assertThat(store.list()).containsExactly(second);
    }

    @Test
    void aMemberIsSeededInPiecesThatContinueAfterACut(@TempDir Path other) throws IOException {
        SnapshotFile file = write(700, "a", "x".repeat(5000), "c");
        SnapshotStore joiner = SnapshotStore.open(other);
        try (SnapshotSource first = SnapshotSource.open(file)) {
            SnapshotReceiver receiver = joiner.receive(first.id(), first.position(), first.bytes());
            receiver.accept(first.read(receiver.received(), 100));
            receiver.accept(first.read(receiver.received(), 100));
            assertThatThrownBy(receiver::install).isInstanceOf(IllegalStateException.class);
            SnapshotChunk good = first.read(receiver.received(), 100);
            ByteBuffer flipped =
                    ByteBuffer.allocate(100).put(good.bytes().duplicate()).flip();
            flipped.put(3, (byte) (flipped.get(3) ^ 1));
            assertThatThrownBy(() -> receiver.accept(new SnapshotChunk(good.at(), good.crc(), flipped)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("checksum");
            assertThatThrownBy(() -> receiver.accept(first.read(0, 100))).isInstanceOf(IOException.class);

            // Another connection; the store has pruned the file meanwhile, the open source goes on.
            Files.delete(file.file());
            while (!receiver.isComplete()) {
                receiver.accept(first.read(receiver.received(), 700));
            }
            SnapshotFile installed = receiver.install();
            assertThat(joiner.newest()).contains(installed);
            try (SnapshotReader reader = SnapshotReader.open(installed.file())) {
                assertThat(blocks(reader)).containsExactly("a", "x".repeat(5000), "c");
            }
        }
    }

    @Test
    void whatWasReceivedIsContinuedByANewProcess(@TempDir Path other) throws IOException {
        SnapshotFile file = write(700, "a", "x".repeat(5000), "c");
        try (SnapshotSource source = SnapshotSource.open(file)) {
            try (SnapshotReceiver cut =
                    SnapshotStore.open(other).receive(source.id(), source.position(), source.bytes())) {
                cut.accept(source.read(0, 3000));
            }
            SnapshotStore restarted = SnapshotStore.open(other);
            assertThat(restarted.partial().orElseThrow().id()).isEqualTo(source.id());
            assertThat(restarted.newest()).isEmpty();

            SnapshotReceiver rest = restarted.receive(source.id(), source.position(), source.bytes());
            assertThat(rest.received()).isEqualTo(3000);
            rest.accept(source.read(3000, 10_000));
            SnapshotFile installed = rest.install();
            assertThat(installed.id()).isEqualTo(file.id());
            assertThat(restarted.newest()).contains(installed);
            assertThat(restarted.partial()).isEmpty();
        }
    }

    @Test
    void whatWasReceivedOfAnotherSnapshotIsGivenUp(@TempDir Path other) throws IOException {
        SnapshotStore joiner = SnapshotStore.open(other);
        for (long offset : new long[] {700, 800}) {
            try (SnapshotSource source = SnapshotSource.open(write(offset, "a", "b"));
                    SnapshotReceiver receiver = joiner.receive(source.id(), source.position(), source.bytes())) {
                assertThat(receiver.received()).isZero();
                receiver.accept(source.read(0, 20));
            }
        }
        assertThat(joiner.partial().orElseThrow().position()).isEqualTo(at(800));
        joiner.discardPartial();
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void aContinuedOneWhoseBeginningWasSpoiltIsRefusedAndBegunAnew(@TempDir Path other) throws IOException {
        SnapshotStore joiner = SnapshotStore.open(other);
        try (SnapshotSource source = SnapshotSource.open(write(700, "a", "x".repeat(5000)))) {
            try (SnapshotReceiver cut = joiner.receive(source.id(), source.position(), source.bytes())) {
                cut.accept(source.read(0, 3000));
            }
            // As a power loss may leave it: the length is there, the bytes are not.
            byte[] spoilt = Files.readAllBytes(joiner.partial().orElseThrow().file());
            Arrays.fill(spoilt, 2000, 3000, (byte) 0);
            Files.write(joiner.partial().orElseThrow().file(), spoilt);

            SnapshotReceiver rest = joiner.receive(source.id(), source.position(), source.bytes());
            rest.accept(source.read(rest.received(), 10_000));
            assertThatThrownBy(rest::install).isInstanceOf(SnapshotDamagedException.class);
            assertThat(joiner.partial()).isEmpty();
            assertThat(joiner.receive(source.id(), source.position(), source.bytes())
                            .received())
                    .isZero();
        }
    }

    @Test
    void snapshotsInUseAreNotPruned() throws IOException {
        SnapshotFile first = write(650, "a");
        write(700, "b");
        SnapshotFile third = write(750, "c");
        store.prune(1, java.util.Set.of(first.id()));
        assertThat(store.list()).containsExactly(third, first);
    }

    @Test
    void anInstalledSeedIsTheNewestWhateverItsPosition(@TempDir Path other) throws IOException {
        write(900, "divergent");
        SnapshotFile seed;
        SnapshotStore leader = SnapshotStore.open(other);
        try (SnapshotWriter writer = leader.begin(at(700), HISTORY, 3)) {
            seed = writer.commit();
        }
        try (SnapshotSource source = SnapshotSource.open(seed)) {
            SnapshotReceiver receiver = store.receive(source.id(), source.position(), source.bytes());
            receiver.accept(source.read(0, 10_000));
            assertThat(store.newest().orElseThrow().position()).isEqualTo(at(900));
            receiver.install();
        }
        assertThat(store.newest().orElseThrow().position()).isEqualTo(at(700));
    }

    @Test
    void whatIsOnItsWayWhileTheLogIsCutIsNotInstalledBeyondTheCut(@TempDir Path other) throws IOException {
        SnapshotWriter beyond = store.begin(at(700), HISTORY, 3);
        SnapshotWriter before = store.begin(at(650), HISTORY, 3);
        beyond.seal();
        SnapshotFile offered;
        try (SnapshotWriter writer = SnapshotStore.open(other).begin(at(700), HISTORY, 3)) {
            offered = writer.commit();
        }
        try (SnapshotSource source = SnapshotSource.open(offered)) {
            SnapshotReceiver receiver = store.receive(source.id(), source.position(), source.bytes());
            receiver.accept(source.read(0, 10_000));

            store.discardBeyond(650);

            assertThatThrownBy(receiver::install).hasMessageContaining("beyond where the log was cut");
            receiver.close();
        }
        assertThatThrownBy(beyond::commit).hasMessageContaining("beyond where the log was cut");
        beyond.abandon();
        assertThat(store.list()).isEmpty();
        SnapshotFile kept = before.commit();
        SnapshotFile later = write(700, "of what came after the cut");
        assertThat(store.list()).containsExactly(later, kept);
        store.discardPartial();
        assertThat(root.toFile().list()).as("nothing half made is left").hasSize(2);
    }

    @Test
    void onAFullVolumeSnapshotsLeaveRoomForTheState(@TempDir Path other) throws IOException {
        AtomicLong free = new AtomicLong(Room.MARGIN_BYTES + 300_000);
        store = SnapshotStore.open(root, directory -> free.get());
        SnapshotWriter writer = store.begin(at(700), HISTORY, 3);
        writer.block(new byte[280_000]);
        free.set(Room.MARGIN_BYTES + 100_000);
        assertThatThrownBy(() -> writer.block(new byte[280_000])).isInstanceOf(NoSpaceException.class);
        writer.abandon();

        SnapshotFile offered;
        try (SnapshotWriter made = SnapshotStore.open(other).begin(at(700), HISTORY, 3)) {
            made.block(new byte[200_000]);
            offered = made.commit();
        }
        try (SnapshotSource source = SnapshotSource.open(offered)) {
            assertThatThrownBy(() -> store.receive(source.id(), source.position(), source.bytes()))
                    .isInstanceOf(NoSpaceException.class);
            free.set(Room.MARGIN_BYTES + 250_000);
            SnapshotReceiver receiver = store.receive(source.id(), source.position(), source.bytes());
            receiver.accept(source.read(0, 100_000));
            free.set(Room.MARGIN_BYTES + 50_000);
            assertThatThrownBy(() -> receiver.accept(source.read(100_000, 100_000)))
                    .isInstanceOf(NoSpaceException.class);
            receiver.close();
            free.set(Room.MARGIN_BYTES + 150_000);
            SnapshotReceiver again = store.receive(source.id(), source.position(), source.bytes());
            assertThat(again.received()).isEqualTo(100_000);
            again.accept(source.read(100_000, 1_000_000));
            again.install();
        }
        assertThat(store.newest()).isPresent();
    }

    @Test
    void aPositionThatDoesNotEndTheHistoryIsRefused() {
        assertThatThrownBy(() -> store.begin(new Position(new Epoch(3), 700), HISTORY, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.begin(new Position(new Epoch(1), 600), HISTORY, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(root).isEmptyDirectory();
    }

    private SnapshotFile write(long offset, String... entries) throws IOException {
        try (SnapshotWriter writer = store.begin(at(offset), HISTORY, 3)) {
            for (String entry : entries) {
                writer.block(bytes(entry));
            }
            return writer.commit();
        }
    }

    private static Position at(long offset) {
        return new Position(new Epoch(4), offset);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> blocks(SnapshotReader reader) throws IOException {
        List<String> found = new ArrayList<>();
        reader.forEach(block -> found.add(new String(block, StandardCharsets.UTF_8)));
        return found;
    }
}
