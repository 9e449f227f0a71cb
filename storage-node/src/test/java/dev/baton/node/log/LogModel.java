package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.EpochStart;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;

/** A log, and what it should hold. */
final class LogModel {
    private record Entry(long start, long end, String text) {}

    /**
     * What the log is between two cuts. Until a cut is done on disk, a crash may leave what was before.
     *
     * @param base position of the first record that the files hold at least
     * @param atLeast offset that a crash leaves, once the cut after this one was asked for
     */
    private static final class Version {
        final Position base;
        final List<Entry> entries = new ArrayList<>();
        EpochHistory history;
        /** The files may begin anywhere from the base to here. */
        long retained;

        boolean replaced;
        long atLeast;

        Version(Position base, EpochHistory history) {
            this.base = base;
            this.history = history;
            this.retained = base.offset();
        }

        long end() {
            return entries.isEmpty() ? base.offset() : entries.getLast().end();
        }

        List<String> texts(long from, long to) {
            return entries.stream()
                    .filter(entry -> entry.start() >= from && entry.end() <= to)
                    .map(Entry::text)
                    .toList();
        }
    }

    private final Path root;
    private final Random random;
    private final ArrayDeque<Version> versions = new ArrayDeque<>();
    /** What the state file may hold after a crash, the one that it holds at least first. */
    private final ArrayDeque<String> states = new ArrayDeque<>();

    private final List<String> told = new ArrayList<>();
    private CrashingDisk disk = new CrashingDisk(new UnsyncedDisk());
    private TestLog test;
    private boolean relaxed;
    private long lastEpoch;
    private int writtenHere;
    private int crashes;

    LogModel(Path root, long seed) {
        this.root = root;
        this.random = new Random(seed);
        versions.add(new Version(Position.EMPTY, EpochHistory.NONE));
        states.add("");
        test = new TestLog(root, TestLog.SMALL, disk);
    }

    /** What was done last, for a failure. */
    String told() {
        return String.join(", ", told.subList(Math.max(0, told.size() - 25), told.size()));
    }

    int writtenHere() {
        return writtenHere;
    }

    int crashes() {
        return crashes;
    }

    void run(int steps) throws IOException {
        for (int i = 0; i < steps; i++) {
            try {
                step();
            } catch (LogFullException full) {
                // Its spare segment went for something more important: nothing was taken.
            } catch (IllegalStateException failed) {
                if (!disk.isDead()) {
                    throw failed;
                }
            }
            if (disk.isDead()) {
                reopen(true);
            }
        }
        reopen(disk.isDead());
        test.close();
    }

    private void step() throws IOException {
        if (test.log.end().epoch().equals(Epoch.NONE)) {
            epoch(); // the first record of all
        }
        int what = random.nextInt(100);
        if (what < 25) {
            append(random.nextInt(10) == 0 ? 1000 + random.nextInt(6000) : random.nextInt(300));
        } else if (what < 35) {
            stage(1 + random.nextInt(5));
        } else if (what < 45) {
            tell("burst");
            for (int i = 0; i < 30; i++) {
                stage(1);
            }
        } else if (what < 55) {
            batch();
        } else if (what < 60) {
            epoch();
        } else if (what < 67) {
            relaxed = !relaxed;
            tell("relaxed " + relaxed);
            test.log.relaxed(relaxed);
        } else if (what < 74) {
            truncate();
        } else if (what < 76) {
            reset();
        } else if (what < 81) {
            retain();
        } else if (what < 86) {
            persist(random.nextBoolean());
        } else if (what < 90) {
            disk.full(random.nextBoolean());
        } else if (what < 96) {
            compare();
        } else if (what < 97) {
            reopen(false);
        } else {
            int step = 1 + random.nextInt(12);
            tell("dies in " + step);
            disk.dieAt(step);
        }
        test.runCallbacks();
        assertThat(test.log.flushed()).isLessThanOrEqualTo(test.log.written());
        assertThat(test.log.written()).isLessThanOrEqualTo(test.log.endOffset());
    }

    // ---- what the owner does

    private void append(int length) {
        tell("append " + length);
        Version now = versions.getLast();
        long start = test.log.endOffset();
        String text = text(length);
        add(now, start, test.append(text), test.log.end().epoch() + ":" + text);
    }

    private void stage(int count) {
        Version now = versions.getLast();
        for (int i = 0; i < count; i++) {
            String text = text(random.nextInt(200));
            long start = test.log.endOffset();
            Epoch epoch = test.log.end().epoch();
            add(now, start, test.log.stage(epoch, ByteBuffer.wrap(TestLog.write(text))), epoch + ":" + text);
        }
        if (random.nextInt(8) > 0) {
            long before = test.log.written();
            test.log.commitStaged();
            if (relaxed && before < test.log.endOffset() && test.log.written() == test.log.endOffset()) {
                writtenHere++;
            }
        }
    }

    /** As a leader sends them. */
    private void batch() {
        tell("batch");
        Version now = versions.getLast();
        ByteBuffer records = ByteBuffer.allocate(8192);
        CRC32C crc = new CRC32C();
        long start = test.log.endOffset();
        List<Entry> sent = new ArrayList<>();
        for (int i = 1 + random.nextInt(10); i > 0; i--) {
            String text = text(random.nextInt(200));
            ByteBuffer effect = ByteBuffer.wrap(TestLog.write(text));
            Epoch epoch = test.log.end().epoch();
            RecordFormat.put(records, crc, epoch.number(), start, effect);
            long end = test.log.endOffset() + records.position();
            sent.add(new Entry(start, end, epoch + ":" + text));
            start = end;
        }
        try {
            test.log.appendBatch(records.flip());
        } finally {
            sent.stream()
                    .filter(entry -> entry.end() <= test.log.endOffset())
                    .forEach(entry -> add(now, entry.start(), entry.end(), entry.text()));
        }
    }

    private void epoch() {
        tell("epoch");
        Version now = versions.getLast();
        lastEpoch++;
        long start = test.log.endOffset();
        test.epoch(lastEpoch);
        now.history = now.history.with(new EpochStart(new Epoch(lastEpoch), start, false));
        add(now, start, test.log.endOffset(), lastEpoch + ":start");
    }

    private void truncate() {
        Version before = versions.getLast();
        List<Long> ends = new ArrayList<>(List.of(test.log.startOffset()));
        before.entries.stream()
                .map(Entry::end)
                .filter(end -> end > ends.getFirst())
                .forEach(ends::add);
        long to = ends.get(random.nextInt(ends.size()));
        if (!before.history.truncatedTo(to).equals(before.history)
                && before.history.truncatedTo(to).starts().isEmpty()
                && to > 0) {
            return; // of a base without epoch
        }
        tell("truncate to " + to + " of " + before.end() + (disk.isFull() ? ", full" : ""));
        Version after = new Version(before.base, before.history.truncatedTo(to));
        before.entries.stream().filter(entry -> entry.end() <= to).forEach(after.entries::add);
        after.retained = before.retained;
        before.replaced = true;
        before.atLeast = to;
        List<String> cut = before.texts(to, before.end());
        versions.add(after);
        AtomicBoolean done = new AtomicBoolean();
        test.log.truncate(to, root.resolve("divergent"), tail -> {
            assertThat(tail.records()).isEqualTo(cut.size());
            assertThat(visit(tail.files())).isEqualTo(cut);
            forgetBefore(after);
            done.set(true);
        });
        assertThat(test.log.endOffset()).isEqualTo(to);
        if (random.nextBoolean()) {
            test.awaitEither(done::get, disk::isDead);
        }
    }

    private void reset() {
        long offset = test.log.endOffset() + 1000 - random.nextInt(1500);
        if (offset < 100) {
            return;
        }
        lastEpoch++;
        Position base = new Position(new Epoch(lastEpoch), offset);
        tell("reset to " + base);
        Version after = new Version(base, EpochHistory.NONE.with(new EpochStart(base.epoch(), offset - 50, false)));
        Version before = versions.getLast();
        before.replaced = true;
        before.atLeast = 0;
        versions.forEach(older -> older.atLeast = 0);
        versions.add(after);
        AtomicBoolean done = new AtomicBoolean();
        test.log.reset(base, after.history, () -> {
            forgetBefore(after);
            done.set(true);
        });
        if (random.nextBoolean()) {
            test.awaitEither(done::get, disk::isDead);
        }
    }

    private void retain() {
        long to = test.log.startOffset() + random.nextInt((int) (test.log.endOffset() - test.log.startOffset() + 1));
        tell("retain from " + to);
        test.log.retainFrom(to);
        assertThat(test.log.startOffset()).isLessThanOrEqualTo(Math.max(to, versions.getLast().retained));
        versions.forEach(version -> version.retained = Math.max(version.retained, test.log.startOffset()));
    }

    private void persist(boolean waits) {
        String state = "state " + random.nextInt();
        tell("persist" + (waits ? ", waits" : ""));
        states.add(state);
        Version now = versions.getLast();
        long end = test.log.endOffset();
        AtomicBoolean done = new AtomicBoolean();
        test.log.persist(state.getBytes(StandardCharsets.UTF_8), () -> {
            while (!states.getFirst().equals(state)) {
                states.removeFirst();
            }
            if (versions.getLast() == now) {
                assertThat(test.log.flushed()).as("what was appended before").isGreaterThanOrEqualTo(end);
            }
            done.set(true);
        });
        if (waits) {
            test.awaitEither(done::get, disk::isDead);
        }
    }

    private void add(Version now, long start, long end, String text) {
        now.entries.add(new Entry(start, end, text));
    }

    private String text(int length) {
        return random.nextInt(1_000_000) + "x".repeat(length);
    }

    private void forgetBefore(Version version) {
        while (versions.getFirst() != version) {
            versions.removeFirst();
        }
    }

    // ---- what must hold

    private void compare() {
        tell("compare");
        Version now = versions.getLast();
        assertThat(test.log.endOffset()).isEqualTo(now.end());
        assertThat(test.records()).isEqualTo(now.texts(test.log.startOffset(), now.end()));
        assertThat(test.log.history()).isEqualTo(now.history);
    }

    private void reopen(boolean died) throws IOException {
        boolean crashed = died;
        if (!crashed) {
            try {
                persist(true);
            } catch (IllegalStateException failed) {
                assertThat(disk.isDead()).as("a log that failed").isTrue();
            }
            crashed = disk.isDead();
        }
        tell(crashed ? "crash" : "reopen");
        crashes += crashed ? 1 : 0;
        test.close();
        test.runCallbacks();
        long promised = Math.max(test.log.flushed(), test.log.written());
        disk = new CrashingDisk(new UnsyncedDisk());
        relaxed = false;
        test = new TestLog(root, TestLog.SMALL, disk);
        List<String> found = test.records();
        Version is = versions.stream()
                .filter(version -> matches(version, found))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "nothing that the log ever was: " + test.log.start() + " to " + test.log.end() + " " + found));
        if (is == versions.getLast()) {
            assertThat(test.log.endOffset()).as("what was reported").isGreaterThanOrEqualTo(promised);
        }
        if (!crashed) {
            assertThat(is).isSameAs(versions.getLast());
            assertThat(test.log.endOffset()).isEqualTo(is.end());
        }
        String state = StateFile.read(root.resolve("state"))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        assertThat(states).contains(state);
        states.clear();
        states.add(state);
        Version next = new Version(test.log.start(), test.log.history());
        is.entries.stream()
                .filter(entry -> entry.start() >= test.log.startOffset() && entry.end() <= test.log.endOffset())
                .forEach(next.entries::add);
        versions.clear();
        versions.add(next);
    }

    private boolean matches(Version version, List<String> found) {
        long start = test.log.startOffset();
        long end = test.log.endOffset();
        if (version.replaced && version.atLeast == 0 && test.log.end().equals(Position.EMPTY)) {
            return true; // a reset that came no further
        }
        return start >= version.base.offset()
                && start <= version.retained
                && end <= version.end()
                && (!version.replaced || end >= version.atLeast)
                && found.equals(version.texts(start, end))
                && test.log.history().equals(version.history.truncatedTo(end));
    }

    private static List<String> visit(List<Path> files) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            try {
                ReplicatedLog.visitFile(
                        file, (epoch, start, end, effect) -> found.add(epoch + ":" + TestLog.text(effect)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return found;
    }

    private void tell(String what) {
        told.add(what);
    }
}
