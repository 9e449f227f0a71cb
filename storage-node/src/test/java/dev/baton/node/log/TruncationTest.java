package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruncationTest {
    @TempDir
    Path root;

    @Test
    void theTailIsKeptAsideAndTheLogGoesOnAtTheCut() throws IOException {
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            long cut = test.append("kept");
            test.epoch(2);
            test.append("divergent");

            DivergentTail tail = test.truncate(cut);

            assertThat(tail.records()).isEqualTo(2);
            assertThat(tail.from()).isEqualTo(cut);
            List<String> copied = new ArrayList<>();
            ReplicatedLog.visitFile(
                    tail.files().getFirst(),
                    (epoch, start, end, effect) -> copied.add(epoch + "@" + start + ":" + TestLog.text(effect)));
            assertThat(copied).containsExactly("2@" + cut + ":start", "2@" + (cut + 50) + ":divergent");
            assertThat(test.log.end()).isEqualTo(new Position(new Epoch(1), cut));
            assertThat(test.log.history().encode()).isEqualTo("1@0");

            test.epoch(3);
            test.appendAlone("after");
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).containsExactly("1:start", "1:kept", "3:start", "3:after");
            assertThat(test.log.history().encode()).isEqualTo("1@0,3@" + (50 + 29));
        }
    }

    @Test
    void aCutAtAnyRecordAcrossSegmentsLeavesExactlyWhatWasBefore(@TempDir Path copies) throws IOException {
        List<Long> ends = new ArrayList<>(List.of(0L));
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            ends.add(test.log.endOffset());
            for (int i = 0; i < 60; i++) {
                ends.add(test.append("v" + i + "x".repeat(200)));
            }
            test.flush();
            assertThat(test.segmentFiles()).hasSizeGreaterThan(3);
        }
        for (int keep = 0; keep < ends.size(); keep++) {
            Path copy = copies.resolve("cut-" + keep);
            copy(root, copy);
            try (TestLog test = new TestLog(copy)) {
                List<String> before = test.records();
                DivergentTail tail = test.truncate(ends.get(keep));
                assertThat(tail.records()).isEqualTo(61 - keep);
                assertThat(test.records()).isEqualTo(before.subList(0, keep));
                if (keep == 0) {
                    test.epoch(2);
                } else {
                    test.append("new");
                }
                test.flush();
            }
            try (TestLog test = new TestLog(copy)) {
                assertThat(test.records()).hasSize(keep + 1);
                assertThat(test.log.tornBytes()).isZero();
            }
        }
    }

    @Test
    void aTailThatTheDiskHasNoRoomForIsKeptInPieces() throws IOException {
        LogSettings settings = new LogSettings(8 << 20, 1 << 20, 1 << 20, 1 << 20, java.time.Duration.ofMillis(1));
        CrashingDisk disk = new CrashingDisk();
        try (TestLog test = new TestLog(root, settings, disk)) {
            test.epoch(1);
            long cut = test.appendAlone("kept");
            for (int i = 0; i < 100; i++) {
                if (i == 30) {
                    test.epoch(2);
                }
                test.appendAlone(i + "x".repeat(200_000));
            }
            List<String> all = test.records();
            assertThat(test.segmentFiles()).hasSize(3);
            disk.full(true);

            DivergentTail tail = test.truncate(cut);

            assertThat(test.records()).containsExactly("1:start", "1:kept");
            assertThat(tail.records()).isEqualTo(101);
            assertThat(tail.files())
                    .as("two whole segments, and pieces of the first")
                    .hasSizeGreaterThan(5);
            List<String> kept = new ArrayList<>();
            for (Path file : tail.files()) {
                ReplicatedLog.visitFile(
                        file, (epoch, start, end, effect) -> kept.add(epoch + ":" + TestLog.text(effect)));
            }
            assertThat(kept).isEqualTo(all.subList(2, all.size()));
            assertThat(test.segmentFiles()).hasSize(1);
            test.epoch(3);
            test.appendAlone("after");
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).containsExactly("1:start", "1:kept", "3:start", "3:after");
        }
    }

    @Test
    void progressOfWhatWasCutIsNeverReportedForWhatCameInItsPlace() {
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.appendAlone("kept");
            for (int round = 2; round < 40; round++) {
                long cut = test.log.endOffset();
                for (int i = 0; i < 20; i++) {
                    test.append("divergent " + i);
                }
                List<DivergentTail> done = new ArrayList<>();
                test.log.truncate(cut, root.resolve("divergent"), done::add);
                assertThat(test.log.flushed()).isEqualTo(cut);
                test.flushes.clear();
                test.epoch(round);
                test.append("in its place");
                assertThat(test.records(cut, test.log.endOffset()))
                        .containsExactly(round + ":start", round + ":in its place");
                test.await(() -> !done.isEmpty());
                test.flush();
                assertThat(test.flushes).allMatch(offset -> offset > cut && offset <= test.log.endOffset());
                done.clear();
                test.log.truncate(cut, root.resolve("divergent"), done::add);
                test.await(() -> !done.isEmpty());
                assertThat(done.getFirst().records()).isEqualTo(2);
                // the epoch of what was cut may be begun again: it never counted
                test.log.append(new Epoch(1), TestLog.write("round " + round));
                test.flush();
            }
            assertThat(test.records()).hasSize(40);
        }
    }

    @Test
    void aCrashBetweenDeletionsLeavesALongerLogWhichIsWhole(@TempDir Path copy) throws IOException {
        long cut;
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            cut = test.append("kept");
            while (test.segmentFiles().size() < 4) {
                test.appendAlone("x".repeat(400));
            }
        }
        List<Path> files = TestLog.segmentFiles(root);
        for (int gone = 1; gone < files.size(); gone++) {
            Files.delete(files.get(files.size() - gone));
            copy(root, copy);
            try (TestLog test = new TestLog(copy)) {
                assertThat(test.log.endOffset()).isGreaterThan(cut);
                test.truncate(cut);
                assertThat(test.records()).containsExactly("1:start", "1:kept");
            }
            deleteAll(copy.resolve("log"));
        }
    }

    @Test
    void memoryOfCutRecordsIsFreed() {
        LogSettings settings = new LogSettings(1 << 16, 1024, 4096, 1 << 20, java.time.Duration.ofMillis(1));
        try (TestLog test = new TestLog(root, settings, Disk.REAL)) {
            test.epoch(1);
            long cut = test.appendAlone("kept");
            for (int round = 0; round < 50; round++) {
                for (int i = 0; i < 30; i++) {
                    test.append("x".repeat(100));
                }
                test.truncate(cut);
            }
            for (int i = 0; i < 100; i++) {
                test.appendAlone("x".repeat(100));
            }
            assertThat(test.log.memoryBytes()).isLessThanOrEqualTo(4096 + 1024);
            assertThat(test.records()).hasSize(102);
        }
    }

    @Test
    void nothingToCutIsDoneAtOnce() {
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            DivergentTail tail = test.truncate(test.log.endOffset());
            assertThat(tail.records()).isZero();
            assertThat(tail.files()).isEmpty();
            ByteBuffer none = test.log.read(test.log.endOffset(), 100);
            assertThat(none.remaining()).isZero();
        }
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve("log"));
        for (Path file : TestLog.segmentFiles(from)) {
            Files.copy(file, to.resolve("log").resolve(file.getFileName()));
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
