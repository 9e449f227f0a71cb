package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.EpochStart;
import dev.baton.protocol.Position;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicatedLogTest {
    @TempDir
    Path root;

    @Test
    void anAppendIsReadAtOnceAndReportedFlushedLater() {
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            long end = test.append("a");

            assertThat(test.records()).containsExactly("1:start", "1:a");
            assertThat(test.log.flushed()).isZero();

            test.awaitFlushed(end);
            assertThat(test.flushes).last().isEqualTo(end);
            assertThat(test.log.oldestUnsyncedNanos()).isGreaterThanOrEqualTo(0);
        }
    }

    @Test
    void whatWasFlushedIsThereAfterARestartAcrossSegments() {
        List<String> before;
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            for (int i = 0; i < 500; i++) {
                test.append("value " + i);
            }
            test.epoch(3);
            for (int i = 0; i < 100; i++) {
                test.appendAlone("later " + i);
            }
            before = test.records();
            assertThat(test.segmentFiles()).hasSizeGreaterThan(5);
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).isEqualTo(before).hasSize(602);
            assertThat(test.log.end().epoch()).isEqualTo(new Epoch(3));
            assertThat(test.log.flushed()).isEqualTo(test.log.endOffset());
            assertThat(test.log.tornBytes()).isZero();
            test.appendAlone("more");
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).hasSize(603).last().isEqualTo("3:more");
        }
    }

    @Test
    void theHistoryComesFromStartRecordsAndSurvivesRetention() {
        EpochHistory history;
        try (TestLog test = new TestLog(root)) {
            test.epoch(1).epoch(2);
            test.log.append(new Epoch(5), TestLog.start(5, true));
            history = test.log.history();
            assertThat(history.starts())
                    .containsExactly(
                            new EpochStart(new Epoch(1), 0, false),
                            new EpochStart(new Epoch(2), 24 + 26, false),
                            new EpochStart(new Epoch(5), 2 * (24 + 26), true));
            while (test.log.endOffset() < 10_000) {
                test.append("x".repeat(100));
            }
            test.flush();
            test.log.retainFrom(9_000);
            assertThat(test.log.startOffset()).isBetween(4_000L, 9_000L);
            assertThat(test.log.start().epoch()).isEqualTo(new Epoch(5));
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.log.startOffset()).isBetween(4_000L, 9_000L);
            assertThat(test.log.history()).isEqualTo(history);
            assertThat(test.log.holds(new Position(new Epoch(5), test.log.startOffset())))
                    .isTrue();
            assertThat(test.log.holds(new Position(new Epoch(2), test.log.endOffset())))
                    .isFalse();
            assertThat(test.log.holds(new Position(new Epoch(5), 3_000))).isFalse();
            assertThatThrownBy(() -> test.log.read(0, 100)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFollowerFedByReadHoldsTheSameLog(@TempDir Path other) {
        try (TestLog leader = new TestLog(root);
                TestLog follower = new TestLog(other)) {
            leader.epoch(1);
            for (int i = 0; i < 300; i++) {
                leader.append("x".repeat(i));
                if (i % 7 == 0) {
                    leader.flush();
                }
            }
            while (follower.log.endOffset() < leader.log.endOffset()) {
                follower.log.appendBatch(leader.log.read(follower.log.endOffset(), 700));
            }
            follower.flush();
            leader.flush();
            assertThat(follower.log.end()).isEqualTo(leader.log.end());
            assertThat(follower.log.history()).isEqualTo(leader.log.history());
            assertThat(follower.records()).isEqualTo(leader.records());
        }
    }

    @Test
    void aRecordGreaterThanASegmentGetsAFileOfItsOwn() {
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            test.append("small");
            test.append("x".repeat(100_000));
            test.append("after");
            test.flush();
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).hasSize(4).last().isEqualTo("1:after");
            assertThat(test.log.read(0, 10).remaining()).isEqualTo(24 + 26);
        }
    }

    @Test
    void recordsThatDontContinueTheLogAreRefusedWhole(@TempDir Path other) {
        try (TestLog leader = new TestLog(root);
                TestLog follower = new TestLog(other)) {
            leader.epoch(1);
            long second = leader.append("a");
            leader.append("b");
            ByteBuffer all = leader.log.read(0, 10_000);

            assertThatThrownBy(() -> follower.log.appendBatch(leader.log.read(second, 10_000)))
                    .isInstanceOf(BadRecordsException.class)
                    .hasMessageContaining("offset 0");
            assertThatThrownBy(() -> follower.log.appendBatch(all.duplicate().limit(all.limit() - 1)))
                    .isInstanceOf(BadRecordsException.class);
            ByteBuffer flipped =
                    ByteBuffer.allocate(all.limit()).put(all.duplicate()).flip();
            flipped.put(flipped.limit() - 1, (byte) 'x');
            assertThatThrownBy(() -> follower.log.appendBatch(flipped)).isInstanceOf(BadRecordsException.class);
            assertThat(follower.log.endOffset()).isZero();

            follower.log.appendBatch(all.duplicate());
            assertThatThrownBy(() -> follower.log.appendBatch(all.duplicate())).isInstanceOf(BadRecordsException.class);
            assertThat(follower.records()).containsExactly("1:start", "1:a", "1:b");
        }
    }

    @Test
    void anEpochBeginsWithOneStartRecordAndNeverGoesBack() {
        try (TestLog test = new TestLog(root)) {
            test.epoch(2);
            assertThatThrownBy(() -> test.log.append(new Epoch(3), TestLog.write("a")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> test.log.append(new Epoch(2), TestLog.start(2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> test.log.append(new Epoch(1), TestLog.write("a")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void stateIsPersistedAfterTheAppendsBeforeIt() throws Exception {
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            long end = test.append("a");
            List<Long> flushedWhenDone = new ArrayList<>();
            test.log.persist(new byte[] {7}, () -> flushedWhenDone.add(test.log.flushed()));
            test.await(() -> !flushedWhenDone.isEmpty());

            assertThat(flushedWhenDone).containsExactly(end);
            assertThat(StateFile.read(root.resolve("state"))).hasValue(new byte[] {7});
        }
    }

    @Test
    void aResetLogBeginsAtTheSnapshotsPosition() {
        Position base = new Position(new Epoch(4), 70_000);
        EpochHistory history = EpochHistory.decode("1@0,4@60000");
        try (TestLog test = new TestLog(root)) {
            test.epoch(1);
            for (int i = 0; i < 300; i++) {
                test.append("old " + i);
            }
            List<String> done = new ArrayList<>();
            test.log.reset(base, history, () -> done.add("reset"));
            assertThat(test.log.end()).isEqualTo(base);
            test.append("new");
            test.await(() -> !done.isEmpty());
            test.flush();
            assertThat(test.records()).containsExactly("4:new");
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.log.start()).isEqualTo(base);
            assertThat(test.log.history()).isEqualTo(history);
            assertThat(test.records()).containsExactly("4:new");
            List<String> done = new ArrayList<>();
            test.log.reset(base, history, () -> done.add("reset"));
            test.await(() -> !done.isEmpty());
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.log.end()).isEqualTo(base);
            test.appendAlone("again");
        }
        try (TestLog test = new TestLog(root)) {
            assertThat(test.records()).containsExactly("4:again");
        }
    }

    @Test
    void writtenIsReportedBeforeTheSync() {
        List<String> heard = new ArrayList<>();
        AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
        GatedDisk disk = new GatedDisk();
        java.util.concurrent.LinkedBlockingQueue<Runnable> callbacks = new java.util.concurrent.LinkedBlockingQueue<>();
        try (ReplicatedLog log = ReplicatedLog.open(
                root.resolve("log"),
                root.resolve("state"),
                TestLog.SMALL,
                disk,
                callbacks::add,
                new FlushListener() {
                    @Override
                    public void flushed(long offset) {
                        heard.add("flushed " + offset);
                    }

                    @Override
                    public void written(long offset) {
                        heard.add("written " + offset);
                    }
                },
                (what, cause) -> fatal.set(cause))) {
            log.relaxed(true);
            log.append(new Epoch(1), TestLog.start(1));
            callbacks.take().run();
            assertThat(heard).containsExactly("written 50");
            assertThat(log.oldestUnsyncedNanos()).isPositive();
            disk.open();
            callbacks.take().run();
            assertThat(heard).containsExactly("written 50", "flushed 50");
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            disk.open();
        }
    }

    /** Holds back the sync of records (not of a segment's header) until it is opened. */
    private static final class GatedDisk extends PassingDisk {
        private final java.util.concurrent.CountDownLatch gate = new java.util.concurrent.CountDownLatch(1);
        private final java.util.concurrent.atomic.AtomicInteger forces =
                new java.util.concurrent.atomic.AtomicInteger();

        void open() {
            gate.countDown();
        }

        @Override
        public void force(java.nio.channels.FileChannel channel, boolean metadata) throws java.io.IOException {
            if (forces.incrementAndGet() > 1) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new java.io.IOException(e);
                }
            }
            super.force(channel, metadata);
        }
    }
}
