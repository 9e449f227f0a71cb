package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two threads sync the log where written is enough. The kernel tells of a write that failed only to the first that asks. */
class TwoSyncsTest {
    @TempDir
    private Path root;

    @Test
    void whatALaterSyncFailedToWriteIsReportedByNoOther() throws Exception {
        TellsOnce disk = new TellsOnce();
        try (TestLog test = new TestLog(root, TestLog.SMALL, disk)) {
            test.epoch(1);
            long synced = test.appendAlone("synced");
            disk.failing = true;
            test.log.relaxed(true);
            test.append("lost");
            assertThat(disk.asked.await(20, TimeUnit.SECONDS)).isTrue();
            test.log.persist(new byte[1], () -> {}); // the log's thread syncs what it covers
            test.awaitEither(() -> test.fatal.get() != null, () -> false);
            assertThat(test.fatal.get()).hasMessage("Input/output error");
            Awaitility.await().until(() -> !disk.isSyncing());
            test.runCallbacks();
            assertThat(test.log.flushed()).isEqualTo(synced);
            assertThat(root.resolve("state")).as("what came after it").doesNotExist();
        }
    }

    /** The sync of the other thread fails, after the log's thread had the time to sync as well, and to be told that all is well. */
    private static final class TellsOnce extends PassingDisk {
        final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch syncedToo = new CountDownLatch(1);
        volatile boolean failing;
        private volatile boolean syncing;

        boolean isSyncing() {
            return syncing;
        }

        @Override
        public void force(FileChannel channel, boolean metadata) throws IOException {
            if (!failing) {
                super.force(channel, metadata);
            } else if (Thread.currentThread().getName().equals("baton-log-sync")) {
                syncing = true;
                asked.countDown();
                try {
                    syncedToo.await(200, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                } finally {
                    syncing = false;
                }
                throw new IOException("Input/output error");
            } else {
                syncedToo.countDown();
            }
        }
    }
}
