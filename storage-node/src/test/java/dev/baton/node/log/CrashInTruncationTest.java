package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process dies at every step of a truncation in turn: the log is whole afterwards, no shorter than asked, and can be cut again. */
class CrashInTruncationTest {
    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(
            strings = {"within the last segment", "within the first segment", "where a segment begins", "to nothing"})
    void leavesAWholeLogThatIsNoShorterThanAsked(String where) throws IOException {
        diesAtEveryStep(where, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"within the last segment", "within the first segment", "where a segment begins", "to nothing"})
    void likewiseOnADiskWithoutRoomForACopy(String where) throws IOException {
        diesAtEveryStep(where, true);
    }

    private void diesAtEveryStep(String where, boolean full) throws IOException {
        int step = 0;
        boolean died = true;
        while (died) {
            step++;
            Path data = root.resolve("step-" + step);
            CrashingDisk disk = new CrashingDisk();
            List<String> written;
            long to;
            long end;
            boolean done;
            try (TestLog log = new TestLog(data, TestLog.SMALL, disk)) {
                List<Long> ends = new ArrayList<>(List.of(0L));
                log.epoch(1);
                ends.add(log.log.endOffset());
                while (log.segmentFiles().size() < 3) {
                    ends.add(log.appendAlone(ends.size() + "x".repeat(500)));
                }
                to = cut(where, log, ends);
                written = log.records();
                end = log.log.endOffset();
                AtomicBoolean cut = new AtomicBoolean();
                if (full) {
                    disk.full(true);
                }
                disk.dieAt(step);
                log.log.truncate(to, data.resolve("divergent"), tail -> cut.set(true));
                log.awaitEither(cut::get, disk::isDead);
                died = disk.isDead();
                done = cut.get();
            }
            String what = where + ", died at step " + step;
            try (TestLog log = new TestLog(data)) {
                assertThat(log.log.endOffset()).as(what).isGreaterThanOrEqualTo(to);
                assertThat(log.records())
                        .as(what)
                        .isEqualTo(written.subList(0, log.records().size()));
                if (done) {
                    assertThat(log.log.endOffset()).as(what).isEqualTo(to);
                } else if (log.log.endOffset() < end) {
                    assertThat(kept(data))
                            .as(what + ": nothing goes without being kept")
                            .containsAll(written.subList(log.records().size(), written.size()));
                }
                log.truncate(to);
                assertThat(log.log.endOffset()).as(what).isEqualTo(to);
                if (to == 0) {
                    log.epoch(2);
                } else {
                    log.appendAlone("again");
                }
                log.flush();
            }
            try (TestLog log = new TestLog(data)) {
                assertThat(log.records().getLast()).as(what).isIn("1:again", "2:start");
                assertThat(log.log.holds(log.log.end())).as(what).isTrue();
            }
        }
        assertThat(step).as("steps of a truncation").isGreaterThan(3);
    }

    private static long cut(String where, TestLog log, List<Long> ends) {
        List<Path> segments = log.segmentFiles();
        long lastBegins = begins(segments.getLast());
        return switch (where) {
            case "within the last segment" -> {
                log.append("y");
                log.flush();
                yield ends.getLast();
            }
            case "within the first segment" -> ends.get(2);
            case "where a segment begins" -> lastBegins;
            default -> 0;
        };
    }

    private static long begins(Path segment) {
        return Long.parseLong(segment.getFileName().toString().replace(Segment.SUFFIX, ""));
    }

    private static List<String> kept(Path data) throws IOException {
        List<String> records = new ArrayList<>();
        try (var files = Files.newDirectoryStream(data.resolve("divergent"), "*" + Segment.SUFFIX)) {
            for (Path file : files) {
                ReplicatedLog.visitFile(
                        file, (epoch, start, end, effect) -> records.add(epoch + ":" + TestLog.text(effect)));
            }
        }
        return records;
    }
}
