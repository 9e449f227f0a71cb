package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRecoveryTest {
    private static final int HEADER = 512;

    @TempDir
    Path root;

    @Test
    void aLastRecordTornAtAnyByteIsCutAndTheLogGoesOn() throws IOException {
        long last;
        long end;
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.appendAlone("kept");
            last = test.log.endOffset();
            end = test.appendAlone("torn");
        }
        Path file = TestLog.segmentFiles(root).getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (long keep = last; keep < end; keep++) {
            byte[] torn = whole.clone();
            java.util.Arrays.fill(torn, (int) (HEADER + keep), torn.length, (byte) 0);
            Files.write(file, torn);
            try (TestLog test = new TestLog(root)) {
                assertThat(test.records()).as("torn at %s", keep).containsExactly("1:start", "1:kept");
                assertThat(test.log.tornBytes() > 0).isEqualTo(keep > last);
                test.appendAlone("again " + keep);
            }
            try (TestLog test = new TestLog(root)) {
                assertThat(test.records()).containsExactly("1:start", "1:kept", "1:again " + keep);
            }
            for (Path later : TestLog.segmentFiles(root)) {
                Files.delete(later);
            }
        }
    }

    @Test
    void aFileCutShortAtAnyByteOfTheLastRecordRecovers() throws IOException {
        long last;
        long end;
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.appendAlone("kept");
            last = test.log.endOffset();
            end = test.appendAlone("torn");
        }
        Path file = TestLog.segmentFiles(root).getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (long keep = last; keep < end; keep++) {
            Files.write(file, java.util.Arrays.copyOf(whole, (int) (HEADER + keep)));
            try (TestLog test = new TestLog(root)) {
                assertThat(test.records()).as("cut at %s", keep).containsExactly("1:start", "1:kept");
            }
        }
    }

    @Test
    void anyFlippedByteOfASyncedRecordBeforeTheLastBatchIsDamage() throws IOException {
        long begin;
        long end;
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.flush();
            begin = test.log.endOffset();
            end = test.appendAlone("in the middle");
            test.appendAlone("after");
        }
        Path file = TestLog.segmentFiles(root).getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (long at = begin; at < end; at++) {
            byte[] damaged = whole.clone();
            // Bit 6: the topmost is the batch mark, which tells nothing about the record itself.
            damaged[(int) (HEADER + at)] ^= 0x40;
            Files.write(file, damaged);
            assertThatThrownBy(() -> new TestLog(root).close())
                    .as("byte %s", at)
                    .isInstanceOfSatisfying(LogDamagedException.class, e -> {
                        assertThat(e.file()).isEqualTo(file);
                        assertThat(e.at()).isEqualTo(HEADER + begin);
                    })
                    .hasMessageContaining("seeded");
            assertThat(Files.readAllBytes(file))
                    .as("a damaged file stays as it is")
                    .isEqualTo(damaged);
        }
    }

    @Test
    void aZeroedPageInTheMiddleIsDamage() throws IOException {
        long begin;
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.flush();
            begin = test.log.endOffset();
            test.appendAlone("lost");
            test.appendAlone("hit too");
            test.appendAlone("after");
        }
        Path file = TestLog.segmentFiles(root).getFirst();
        overwrite(file, HEADER + begin, new byte[30]);
        assertThatThrownBy(() -> new TestLog(root).close()).isInstanceOf(LogDamagedException.class);
    }

    @Test
    void damageInASegmentBeforeTheLastIsNeverTakenForATornTail() throws IOException {
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            while (test.segmentFiles().size() < 3) {
                test.appendAlone("x".repeat(300));
            }
        }
        List<Path> files = TestLog.segmentFiles(root);
        byte[] whole = Files.readAllBytes(files.getFirst());

        // Its last record.
        int end = whole.length;
        while (whole[end - 1] == 0) {
            end--;
        }
        overwrite(files.getFirst(), end - 1, new byte[] {0});
        assertThatThrownBy(() -> new TestLog(root).close()).isInstanceOf(LogDamagedException.class);

        // All of its records.
        Files.write(files.getFirst(), java.util.Arrays.copyOf(whole, HEADER));
        assertThatThrownBy(() -> new TestLog(root).close())
                .isInstanceOf(LogDamagedException.class)
                .hasMessageContaining("0:0");

        Files.write(files.getFirst(), whole);
        Files.delete(files.get(1));
        assertThatThrownBy(() -> new TestLog(root).close()).isInstanceOf(LogDamagedException.class);
    }

    @Test
    void aSegmentWhoseFirstBatchIsTornNeverLetsTheOneBeforeItGrow() throws IOException {
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.appendAlone("x".repeat(2000));
            test.appendAlone("doesn't fit into the rest" + "x".repeat(2000));
        }
        List<Path> files = TestLog.segmentFiles(root);
        assertThat(files).hasSize(2);
        overwrite(files.get(1), HEADER + 30, new byte[] {0});
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).hasSize(2);
            test.appendAlone("would fit");
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).hasSize(3).last().isEqualTo("1:would fit");
        }
    }

    @Test
    void aSegmentWhoseFirstBatchIsTornIsGoneWithACutBeforeIt() throws IOException {
        long cut;
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            cut = test.appendAlone("kept");
            test.appendAlone("x".repeat(3000));
            test.appendAlone("y".repeat(3000));
        }
        List<Path> files = TestLog.segmentFiles(root);
        assertThat(files).hasSize(2);
        overwrite(files.getLast(), HEADER + 100, new byte[500]);
        try (TestLog test = new TestLog(root)) {
            assertThat(test.log.tornBytes()).isPositive();
            test.truncate(cut);
            test.epoch(2);
            test.appendAlone("instead");
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).containsExactly("1:start", "1:kept", "2:start", "2:instead");
        }
    }

    @Test
    void aDamagedHeaderIsDamage() throws IOException {
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.flush();
        }
        Path file = TestLog.segmentFiles(root).getFirst();
        for (int at : new int[] {0, 8, 12, 20, 28, 33, 36}) {
            byte[] whole = Files.readAllBytes(file);
            overwrite(file, at, new byte[] {(byte) (whole[at] ^ 1)});
            assertThatThrownBy(() -> new TestLog(root).close())
                    .as("byte %s", at)
                    .isInstanceOf(LogDamagedException.class);
            Files.write(file, whole);
        }
    }

    @Test
    void halfMadeFilesOfAnEarlierProcessAreDeleted() throws IOException {
        Files.createDirectories(root.resolve("log"));
        Files.write(root.resolve("log").resolve("0.spare"), new byte[10]);
        Files.write(root.resolve("log").resolve("x.tmp"), new byte[10]);
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.flush();
        }
        assertThat(root.resolve("log").toFile().list()).hasSize(1);
    }

    @Test
    void filesThatAreNoneOfTheLogsAreNeitherReadNorDeleted() throws IOException {
        Files.createDirectories(root.resolve("log"));
        List<Path> foreign = List.of(
                root.resolve("log").resolve("gc.log"),
                root.resolve("log").resolve("00000000000000000000-copy.log"),
                root.resolve("log").resolve("123.log"));
        for (Path file : foreign) {
            Files.writeString(file, "not a segment");
        }
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.appendAlone("a");
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).containsExactly("1:start", "1:a");
            test.reset(new Position(new Epoch(3), 5000), EpochHistory.decode("3@100"));
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.log.start()).isEqualTo(new Position(new Epoch(3), 5000));
        }
        assertThat(foreign).allSatisfy(file -> assertThat(file).hasContent("not a segment"));
    }

    static void overwrite(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }
}
