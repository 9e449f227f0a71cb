package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where written is enough, the owner writes small batches itself; but not on a slow disk, and it never syncs. */
class WrittenInPlaceTest {
    private static final int ENOUGH = 200;
    private static final long SLOW_NANOS = 600_000;

    @TempDir
    Path root;

    private final OwnersCalls disk = new OwnersCalls(Thread.currentThread());

    @Test
    void whatWasStagedIsWrittenWhenTheCallReturns() {
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.log.relaxed(true);
            test.epoch(1);

            // Sixteen quick writes in a row come soon, but not for certain while others use the disk.
            Awaitility.await().pollInSameThread().until(() -> inPlace(test) > 0);
            assertThat(disk.writes.get()).isPositive();
            assertThat(disk.forces.get()).isZero();
            test.flush(); // the log's thread syncs it, though nobody asks any more
        }
    }

    @Test
    void onASlowDiskTheOwnerWritesNothing() {
        disk.slow = true;
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.log.relaxed(true);
            test.epoch(1);

            inPlace(test);

            assertThat(disk.writes.get()).isZero();
        }
    }

    @Test
    void whereOnlySyncedCountsTheOwnerWritesNothing() {
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.epoch(1);

            inPlace(test);

            assertThat(disk.writes.get()).isZero();
        }
    }

    /** The two take turns with each other, with segments, cuts, states and changes of what counts: the log is what was appended. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whoeverWritesTheLogIsTheSame(long seed) {
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>(List.of("1:start"));
        List<Long> ends = new ArrayList<>();
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            ends.add(test.epoch(1).log.endOffset());
            for (int i = 0; i < 700; i++) {
                switch (random.nextInt(60)) {
                    case 0 -> test.log.relaxed(false);
                    case 1, 2, 3 -> test.log.relaxed(true);
                    case 4 -> test.log.persist(new byte[] {1}, () -> {});
                    case 5 -> {
                        int keep = ends.size() - random.nextInt(Math.min(4, ends.size()));
                        test.truncate(ends.get(keep - 1));
                        ends.subList(keep, ends.size()).clear();
                        expected.subList(keep, expected.size()).clear();
                    }
                    case 6 -> test.flush();
                    default -> {
                        String text = i + "x".repeat(random.nextInt(200));
                        ends.add(stage(test, text));
                        expected.add("1:" + text);
                        if (random.nextInt(3) > 0) {
                            test.log.commitStaged();
                        }
                    }
                }
            }
            test.log.commitStaged();
            test.flush();
            assertThat(test.records()).isEqualTo(expected);
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).isEqualTo(expected);
        }
    }

    /** @return how many of so many batches were reported as written when the call returned */
    private static int inPlace(TestLog test) {
        int found = 0;
        for (int i = 0; i < ENOUGH; i++) {
            long end = stage(test, "value " + i);
            test.log.commitStaged();
            if (test.log.written() >= end) {
                found++;
            }
            LockSupport.parkNanos(50_000); // lets the log's thread come to rest
        }
        return found;
    }

    private static long stage(TestLog test, String text) {
        return test.log.stage(test.log.end().epoch(), ByteBuffer.wrap(TestLog.write(text)));
    }

    /** Counts what the owner asks of the disk itself, once the log is open. */
    private static final class OwnersCalls extends PassingDisk {
        private final Thread owner;
        final AtomicInteger writes = new AtomicInteger();
        final AtomicInteger forces = new AtomicInteger();
        volatile boolean slow;

        OwnersCalls(Thread owner) {
            this.owner = owner;
        }

        @Override
        public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
            if (Thread.currentThread() == owner) {
                writes.incrementAndGet();
            }
            if (slow) {
                LockSupport.parkNanos(SLOW_NANOS);
            }
            super.write(channel, bytes, at);
        }

        @Override
        public void force(FileChannel channel, boolean metadata) throws IOException {
            if (Thread.currentThread() == owner) {
                forces.incrementAndGet();
            }
            super.force(channel, metadata);
        }
    }
}
