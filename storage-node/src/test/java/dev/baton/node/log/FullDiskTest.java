package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.protocol.Epoch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
    @TempDir
    Path root;

    @Test
    void aFullDiskRefusesWritesWholeReadsGoOnAndItRecovers() {
        SmallDisk disk = new SmallDisk(3 * 4096);
        List<String> written = new ArrayList<>(List.of("1:start"));
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.epoch(1);
            fill(test, written);

            assertThat(test.log.hasSpace()).isFalse();
            assertThat(test.log.spaceProblem()).contains("No space");
            // Records already decided upon still find room in what is reserved.
            test.append("decided");
            written.add("1:decided");
            assertThatThrownBy(() -> {
                        while (true) {
                            test.append("y".repeat(100));
                            written.add("1:" + "y".repeat(100));
                        }
                    })
                    .isInstanceOf(LogFullException.class)
                    .hasMessageContaining("enlarge the volume");
            assertThat(test.records()).isEqualTo(written);
            test.flush();

            disk.room.addAndGet(2 * 4096);
            Awaitility.await().until(test.log::hasSpace);
            test.appendAlone("again");
            written.add("1:again");
            fill(test, written);
            assertThat(test.fatal.get()).isNull();
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).isEqualTo(written);
        }
    }

    @Test
    void retentionMakesRoom() {
        SmallDisk disk = new SmallDisk(3 * 4096);
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.epoch(1);
            fill(test, new ArrayList<>());
            test.flush();
            assertThat(test.log.hasSpace()).isFalse();
            disk.room.addAndGet(2 * 4096); // what the deleted segments held
            test.log.retainFrom(test.log.endOffset());
            Awaitility.await().until(test.log::hasSpace);
            test.appendAlone("again");
        }
    }

    @Test
    void aFollowersBatchOnAFullDiskKeepsWhatFitsAndSaysSo(@TempDir Path other) {
        try (TestLog leader = new TestLog(root);
                TestLog follower = new TestLog(other, TestLog.SMALL, new SmallDisk(4096))) {
            leader.epoch(1);
            for (int i = 0; i < 100; i++) {
                leader.append("x".repeat(100));
            }
            assertThatThrownBy(() -> {
                        while (true) {
                            follower.log.appendBatch(leader.log.read(follower.log.endOffset(), 2000));
                        }
                    })
                    .isInstanceOf(LogFullException.class);
            follower.flush();
            assertThat(follower.records())
                    .isEqualTo(leader.records().subList(0, follower.records().size()));
            assertThat(follower.log.endOffset()).isGreaterThan(3000);
        }
    }

    @Test
    void aFailedSyncIsFatalAndTakesNoMoreAppends() {
        BrokenDisk disk = new BrokenDisk();
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.epoch(1);
            long end = test.appendAlone("a");
            disk.broken = true;
            test.append("b");
            Awaitility.await().until(() -> test.fatal.get() != null);
            assertThat(test.fatal.get()).hasMessage("Input/output error");
            assertThat(test.log.flushed()).isEqualTo(end);
            assertThatThrownBy(() -> test.log.append(new Epoch(1), TestLog.write("c")))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatIsMadeAheadLeavesAMargin() throws IOException {
        AtomicLong free = new AtomicLong();
        RealDisk disk = new RealDisk(directory -> free.get());
        Path file = root.resolve("0.spare");
        for (long room : new long[] {0, 4096, Room.MARGIN_BYTES, Room.MARGIN_BYTES + 4095}) {
            free.set(room);
            assertThatThrownBy(() -> disk.allocate(file, 4096))
                    .as("%s bytes free", room)
                    .isInstanceOf(NoSpaceException.class)
                    .hasMessageContaining(room + " bytes are free");
            assertThat(file).doesNotExist();
        }
        free.set(Room.MARGIN_BYTES + 4096);
        disk.allocate(file, 4096).close();
        assertThat(file).hasSize(4096);
    }

    @Test
    void aSpareThatRunsIntoTheMarginIsGivenUpWhole() {
        long segment = 4 << 20;
        AtomicInteger looks = new AtomicInteger();
        RealDisk disk = new RealDisk(
                directory -> // others write meanwhile
                looks.incrementAndGet() < 4 ? Room.MARGIN_BYTES + segment : Room.MARGIN_BYTES + 1000);
        Path file = root.resolve("0.spare");
        assertThatThrownBy(() -> disk.allocate(file, segment)).isInstanceOf(NoSpaceException.class);
        assertThat(looks).hasValue(4);
        assertThat(file).doesNotExist();
    }

    @Test
    void aPromiseOnADiskThatASpareIsJustFillingWaitsUntilThatFails() throws Exception {
        BusyDisk disk = new BusyDisk();
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.epoch(1);
            assertThat(disk.busy.await(20, TimeUnit.SECONDS)).isTrue();
            test.persist("promised");
            assertThat(disk.replaced).hasValue(3); // refused once, then both files
            assertThat(StateFile.read(root.resolve("state"))).contains("promised".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aDiskThatFailsOtherwiseIsNotTakenForAFullOne() throws Exception {
        BusyDisk disk = new BusyDisk();
        disk.failure = "Input/output error";
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.epoch(1);
            assertThat(disk.busy.await(20, TimeUnit.SECONDS)).isTrue();
            test.log.persist(new byte[1], () -> {});
            Awaitility.await().until(() -> test.fatal.get() != null);
            assertThat(test.fatal.get()).hasMessage("Input/output error");
            assertThat(disk.replaced).hasValue(1);
        }
    }

    @Test
    void aSegmentThatIsLongInTheMakingHoldsNobodyUp() throws Exception {
        BusyDisk disk = new BusyDisk();
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.epoch(1);
            assertThat(disk.busy.await(20, TimeUnit.SECONDS)).isTrue();
            while (!test.log.spaceIsComing()) {
                test.append("x".repeat(100));
            }
            assertThat(test.log.hasSpace()).as("in a moment").isTrue();
            assertThat(test.log.takesAtOnce(100))
                    .as("in the rest of the segment")
                    .isTrue();
            assertThat(test.log.takesAtOnce(4096)).isFalse();
            long began = System.nanoTime();
            assertThatThrownBy(() -> {
                        while (true) {
                            test.append("y".repeat(100));
                        }
                    })
                    .isInstanceOf(LogFullException.class)
                    .hasMessageContaining("it took too long");
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(10));
            disk.release.countDown();
            Awaitility.await().until(() -> !test.log.hasSpace());
            assertThat(test.log.spaceIsComing()).isFalse();
        }
    }

    /** Appends as the node does: asking before each write. */
    private static void fill(TestLog test, List<String> written) {
        while (test.log.hasSpace()) {
            try {
                test.append("x".repeat(100));
            } catch (LogFullException nextSegmentJustFailed) {
                continue;
            }
            written.add("1:" + "x".repeat(100));
        }
    }

    /** Has room for so many bytes of segment files. */
    private static final class SmallDisk extends PassingDisk {
        final AtomicLong room;

        SmallDisk(long room) {
            this.room = new AtomicLong(room);
        }

        @Override
        public FileChannel allocate(Path file, long bytes) throws IOException {
            if (room.addAndGet(-bytes) < 0) {
                room.addAndGet(bytes);
                throw new IOException("No space left on device");
            }
            return super.allocate(file, bytes);
        }
    }

    private static final class BrokenDisk extends PassingDisk {
        volatile boolean broken;

        @Override
        public void force(FileChannel channel, boolean metadata) throws IOException {
            if (broken) {
                throw new IOException("Input/output error");
            }
            super.force(channel, metadata);
        }
    }

    /** Takes its time to make any spare but the first, and has no room for anything else meanwhile. */
    private static final class BusyDisk extends PassingDisk {
        final CountDownLatch release = new CountDownLatch(1);
        final CountDownLatch busy = new CountDownLatch(1);
        final AtomicInteger replaced = new AtomicInteger();
        volatile String failure = "No space left on device";
        private volatile boolean making;
        private int made;

        @Override
        public FileChannel allocate(Path file, long bytes) throws IOException {
            if (made++ == 0) {
                return super.allocate(file, bytes);
            }
            making = true;
            busy.countDown();
            try {
                if (!release.await(20, TimeUnit.SECONDS)) {
                    throw new AssertionError("never released");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                making = false;
            }
            throw new IOException(failure);
        }

        @Override
        public void replace(Path file, ByteBuffer content) throws IOException {
            replaced.incrementAndGet();
            if (making) {
                release.countDown();
                throw new IOException(failure);
            }
            super.replace(file, content);
        }
    }
}
