package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.protocol.Epoch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final class SmallDisk implements Disk {
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
            return Disk.REAL.allocate(file, bytes);
        }

        @Override
        public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
            Disk.REAL.write(channel, bytes, at);
        }

        @Override
        public void force(FileChannel channel, boolean metadata) throws IOException {
            Disk.REAL.force(channel, metadata);
        }
    }

    private static final class BrokenDisk implements Disk {
        volatile boolean broken;

        @Override
        public FileChannel allocate(Path file, long bytes) throws IOException {
            return Disk.REAL.allocate(file, bytes);
        }

        @Override
        public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
            Disk.REAL.write(channel, bytes, at);
        }

        @Override
        public void force(FileChannel channel, boolean metadata) throws IOException {
            if (broken) {
                throw new IOException("Input/output error");
            }
            Disk.REAL.force(channel, metadata);
        }
    }
}
