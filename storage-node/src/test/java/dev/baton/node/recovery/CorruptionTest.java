package dev.baton.node.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.log.RecordFormat;
import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file of a member is damaged at one place while its process is down. Whatever comes of it, the member never passes for one that
 * holds what it doesn't:
 *
 * <ul>
 *   <li>It comes back as itself: its records are what was written, to the end, or up to the last batch if that was hit after a crash (a torn
 *       tail looks the same); memory has a sound snapshot to begin from.
 *   <li>Or as another incarnation, which is empty.
 *   <li>Or it doesn't start, names the file, and leaves everything as it is.
 * </ul>
 *
 * <p>Whenever it starts, its promises are those it made, also one that the log shows nothing of.
 */
class CorruptionTest {
    private static final int SEGMENT_HEADER = 512;
    private static final long LED = 4;
    /** By a fence of which the log shows nothing. */
    private static final long PROMISED = 5;

    private enum Life {
        /** Ended by kill -9; the log from its beginning. */
        KILLED,
        /** Stopped by SIGTERM. */
        STOPPED,
        /** Killed, and the log's beginning was given up for a snapshot. */
        SHORTENED
    }

    private enum Harm {
        FLIPPED,
        ZEROED,
        /** The file ends there. */
        CUT,
        /** The whole file is an older copy of itself, where there is one. */
        OLDER
    }

    /** Bytes of a file. */
    private record Place(Path file, long at, int length) {}

    /** A data directory that is never touched, and what is in it. */
    private record Original(
            Path root,
            Incarnation incarnation,
            List<String> records,
            List<Long> starts,
            long end,
            Map<Long, String> snapshots,
            byte[] olderState) {}

    @TempDir
    private static Path directory;

    private static final Map<Life, Original> originals = new HashMap<>();

    @BeforeAll
    static void makeOriginals() throws IOException {
        for (Life life : Life.values()) {
            originals.put(life, make(life));
        }
    }

    private static Original make(Life life) throws IOException {
        try (TestVolume volume = new TestVolume(directory.resolve("original-" + life))) {
            volume.start();
            Map<Long, String> snapshots = new HashMap<>();
            volume.epoch(1);
            for (int i = 0; volume.segments().size() < 2; i++) {
                volume.write("first " + i + " " + "x".repeat(200));
            }
            volume.epoch(LED);
            volume.write("second");
            if (life == Life.SHORTENED) {
                snapshots.put(volume.log().endOffset(), "older");
                volume.snapshot("older");
            }
            for (int i = 0; volume.segments().size() < 4; i++) {
                volume.write("second " + i + " " + "y".repeat(200));
            }
            snapshots.put(volume.log().endOffset(), "newer");
            volume.snapshot("newer");
            volume.write("before the last");
            volume.write("the last one");
            if (life == Life.SHORTENED) {
                volume.owned(() -> {
                    volume.log()
                            .retainFrom(snapshots.keySet().stream()
                                    .mapToLong(Long::longValue)
                                    .min()
                                    .orElseThrow());
                    return null;
                });
                volume.write("after the beginning was given up");
            }
            List<Long> starts = new ArrayList<>();
            volume.owned(() -> {
                volume.log()
                        .replay(
                                volume.log().startOffset(),
                                volume.log().endOffset(),
                                (epoch, start, end, effect) -> starts.add(start));
                return null;
            });
            byte[] older = Files.readAllBytes(volume.root.resolve("state"));
            volume.promise(PROMISED, LED, 0);
            Original original = new Original(
                    volume.root,
                    volume.incarnation(),
                    volume.records(),
                    starts,
                    volume.log().endOffset(),
                    snapshots,
                    older);
            if (life == Life.STOPPED) {
                volume.stopCleanly();
            } else {
                volume.stop();
            }
            return original;
        }
    }

    private static Stream<String> places() {
        List<String> names = new ArrayList<>();
        for (String segment : List.of("first segment", "middle segment", "last segment")) {
            for (String field :
                    List.of("magic", "version", "header length", "epoch", "offset", "history", "checksum")) {
                names.add(segment + " header: " + field);
            }
            names.add(segment + ": zeros after its records");
        }
        for (String record : List.of("first record", "middle record", "last record")) {
            for (String field : List.of("length", "crc", "epoch", "offset", "effect")) {
                names.add(record + ": " + field);
            }
        }
        for (String field : List.of("magic", "version", "position", "history", "entry", "trailer")) {
            names.add("snapshot: " + field);
        }
        for (String file : List.of("promises", "promises copied")) {
            names.add(file + ": anything");
            names.add(file + ": length");
        }
        names.add("identity: anything");
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("places")
    void isRefusedOrRecoveredAndNeverAnsweredWrongly(String place) throws IOException {
        for (Life life : Life.values()) {
            Original original = java.util.Objects.requireNonNull(originals.get(life));
            for (Harm harm : Harm.values()) {
                long seeds = harm == Harm.FLIPPED || harm == Harm.CUT ? 2 : 1; // the others leave nothing to chance
                for (long seed = 1; seed <= seeds; seed++) {
                    Path copy = directory.resolve("copy");
                    copy(original.root(), copy);
                    String what = place + ", " + harm + ", " + life + ", seed " + seed;
                    Place hit = place(place, copy, original);
                    try {
                        if (damage(hit, harm, original, new Random(seed))) {
                            judge(copy, original, life, hit, harm, what);
                        }
                    } finally {
                        delete(copy);
                    }
                }
            }
        }
    }

    private static void judge(Path copy, Original original, Life life, Place hit, Harm harm, String what)
            throws IOException {
        try (TestVolume volume = new TestVolume(copy)) {
            try {
                volume.start();
            } catch (IOException refused) {
                assertThat(refused.getMessage()).as(what).contains(hit.file().toString());
                assertThat(TestVolume.files(copy.resolve("damaged"), ""))
                        .as(what)
                        .isEmpty();
                return;
            }
            Recovered back = volume.running();
            assertThat(back.state().promise().promised()).as(what).isEqualTo(new Epoch(PROMISED));
            // A copy one change behind is what a crash leaves.
            if (isOfPromises(hit.file()) && !(harm == Harm.OLDER && hit.file().endsWith("state.copy"))) {
                assertThat(volume.warnings)
                        .as(what)
                        .anyMatch(line -> line.contains(hit.file().toString()));
            }
            assertThat(back.state().committed())
                    .as(what)
                    .isLessThanOrEqualTo(volume.log().endOffset());
            if (!back.directory().damage().isEmpty()) {
                assertThat(volume.incarnation()).as(what).isNotEqualTo(original.incarnation());
                assertThat(volume.log().end()).as(what).isEqualTo(Position.EMPTY);
                assertThat(back.snapshots().list()).as(what).isEmpty();
                assertThat(back.directory().damage()).as(what).contains(copy.toString());
                return;
            }
            assertThat(volume.incarnation()).as(what).isEqualTo(original.incarnation());
            assertRecordsAreThere(volume, original, life, hit, harm, what);
            assertMemoryHasABeginning(volume, original, what);
        }
    }

    private static void assertRecordsAreThere(
            TestVolume volume, Original original, Life life, Place hit, Harm harm, String what) {
        List<String> records = volume.records();
        assertThat(volume.log().startOffset()).as(what).isIn(original.starts());
        int first = original.starts().indexOf(volume.log().startOffset());
        List<String> expected =
                original.records().subList(first, original.records().size());
        boolean endHit = life != Life.STOPPED && hit.file().equals(lastSegment(volume));
        if (!endHit) {
            assertThat(records).as(what).isEqualTo(expected);
        } else if (harm == Harm.CUT) {
            // Nothing in the files tells how much there was, but for the snapshot: that far it must reach.
            assertThat(records).as(what).isEqualTo(expected.subList(0, Math.min(records.size(), expected.size())));
            long committed = original.snapshots().keySet().stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
            assertThat(volume.log().endOffset()).as(what).isGreaterThanOrEqualTo(committed);
        } else {
            assertThat(records).as(what).isIn(expected, expected.subList(0, expected.size() - 1));
        }
    }

    private static @Nullable Path lastSegment(TestVolume volume) {
        try {
            return volume.segments().getLast();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertMemoryHasABeginning(TestVolume volume, Original original, String what)
            throws IOException {
        var newest = volume.running().snapshots().newest();
        if (newest.isPresent()) {
            SnapshotFile snapshot = newest.get();
            assertThat(volume.log().holds(snapshot.position())).as(what).isTrue();
            assertThat(TestVolume.entry(snapshot))
                    .as(what)
                    .isEqualTo(original.snapshots().get(snapshot.position().offset()));
        } else {
            assertThat(volume.log().startOffset()).as(what).isZero();
        }
    }

    // ---- places

    private static Place place(String name, Path copy, Original original) throws IOException {
        String[] parts = name.split(": ", -1);
        return switch (parts[0].substring(parts[0].lastIndexOf(' ') + 1)) {
            case "header" -> headerField(segment(parts[0], copy), parts[1]);
            case "segment" -> zeros(segment(parts[0], copy));
            case "record" -> recordField(parts[0], parts[1], copy, original);
            case "snapshot" -> snapshotField(parts[1], copy);
            case "promises" -> whole(copy.resolve("state"), parts[1]);
            case "copied" -> whole(copy.resolve("state.copy"), parts[1]);
            case "identity" -> whole(copy.resolve("identity"), parts[1]);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Path segment(String name, Path copy) throws IOException {
        List<Path> segments = TestVolume.files(copy.resolve("log"), ".log");
        return name.startsWith("first")
                ? segments.getFirst()
                : name.startsWith("middle") ? segments.get(segments.size() / 2) : segments.getLast();
    }

    private static Place headerField(Path file, String field) throws IOException {
        int history = java.nio.ByteBuffer.wrap(Files.readAllBytes(file)).getInt(32);
        return switch (field) {
            case "magic" -> new Place(file, 0, 8);
            case "version" -> new Place(file, 8, 4);
            case "header length" -> new Place(file, 12, 4);
            case "epoch" -> new Place(file, 16, 8);
            case "offset" -> new Place(file, 24, 8);
            case "history" -> new Place(file, 36, Math.max(1, history));
            default -> new Place(file, 36 + history, 4);
        };
    }

    private static Place zeros(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return new Place(file, Math.min(end, bytes.length - 1), Math.max(1, bytes.length - end));
    }

    private static Place recordField(String record, String field, Path copy, Original original) throws IOException {
        int index = record.startsWith("first")
                ? 0
                : record.startsWith("middle")
                        ? original.starts().size() / 2
                        : original.starts().size() - 1;
        long start = original.starts().get(index);
        long next = index + 1 < original.starts().size() ? original.starts().get(index + 1) : original.end();
        Path holder = null;
        long base = 0;
        for (Path segment : TestVolume.files(copy.resolve("log"), ".log")) {
            long begins = Long.parseLong(segment.getFileName().toString().replace(".log", ""));
            if (begins <= start) {
                holder = segment;
                base = begins;
            }
        }
        Path file = java.util.Objects.requireNonNull(holder);
        long at = SEGMENT_HEADER + start - base;
        return switch (field) {
            case "length" -> new Place(file, at, 4);
            case "crc" -> new Place(file, at + 4, 4);
            case "epoch" -> new Place(file, at + 8, 8);
            case "offset" -> new Place(file, at + 16, 8);
            default ->
                new Place(file, at + RecordFormat.HEADER_BYTES, (int) (next - start) - RecordFormat.HEADER_BYTES);
        };
    }

    private static Place snapshotField(String field, Path copy) throws IOException {
        Path file = TestVolume.files(copy.resolve("snapshot"), ".snapshot").getLast();
        byte[] bytes = Files.readAllBytes(file);
        int history = java.nio.ByteBuffer.wrap(bytes).getInt(12);
        int entry = 32 + history + 4;
        return switch (field) {
            case "magic" -> new Place(file, 0, 8);
            case "version" -> new Place(file, 8, 4);
            case "position" -> new Place(file, 16, 16);
            case "history" -> new Place(file, 32, history);
            case "entry" -> new Place(file, entry, bytes.length - 16 - entry);
            default -> new Place(file, bytes.length - 16, 16);
        };
    }

    private static Place whole(Path file, String field) throws IOException {
        return field.equals("length") ? new Place(file, 8, 4) : new Place(file, 0, (int) Files.size(file));
    }

    // ---- harm

    /** @return whether anything is other than before */
    private static boolean damage(Place place, Harm harm, Original original, Random random) throws IOException {
        byte[] before = Files.readAllBytes(place.file());
        byte[] bytes = before.clone();
        int at = (int) place.at() + random.nextInt(place.length());
        switch (harm) {
            case FLIPPED -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case ZEROED -> Arrays.fill(bytes, (int) place.at(), (int) place.at() + place.length(), (byte) 0);
            case CUT -> bytes = Arrays.copyOf(bytes, at);
            case OLDER -> bytes = isOfPromises(place.file()) ? original.olderState() : bytes;
        }
        Files.write(place.file(), bytes);
        return !Arrays.equals(before, bytes);
    }

    private static boolean isOfPromises(Path file) {
        return file.endsWith("state") || file.endsWith("state.copy");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path top) throws IOException {
        try (var all = Files.walk(top)) {
            for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
