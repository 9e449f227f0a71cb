package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The power fails at a random moment: of what wasn't synced, any sectors may have reached the medium, in any order. */
class PowerLossTest {
    // Everything stays in memory, since the lossy disk's files lag behind what was written.
    private static final LogSettings SETTINGS = new LogSettings(16_384, 4096, 1 << 20, 1 << 20, Duration.ofMillis(1));

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whatWasFlushedIsThereAndTheRestIsAPrefix(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> appended = new ArrayList<>();
        for (int round = 1; round <= 5; round++) {
            LossyDisk disk = new LossyDisk(random);
            long flushed;
            int flushedRecords = 0;
            try (TestLog test = new TestLog(root, SETTINGS, disk)) {
                assertThat(appended.subList(0, test.records().size()))
                        .as("seed %s", seed)
                        .isEqualTo(test.records());
                appended = new ArrayList<>(test.records());
                List<Long> ends = new ArrayList<>();
                test.epoch(round);
                appended.add(round + ":start");
                int before = appended.size();
                ends.add(test.log.endOffset());
                disk.failAfter(random.nextInt(12));
                try {
                    for (int i = 0; i < 400; i++) {
                        ends.add(test.append(i + "x".repeat(random.nextInt(600))));
                        appended.add(test.records(ends.get(ends.size() - 2), ends.getLast())
                                .getFirst());
                        if (random.nextInt(10) == 0 && test.fatal.get() == null) {
                            test.flush();
                        }
                    }
                } catch (IllegalStateException | AssertionError theLogHasFailed) {
                    Awaitility.await().until(() -> test.fatal.get() != null);
                }
                flushed = test.log.flushed();
                for (int i = 0; i < ends.size(); i++) {
                    if (ends.get(i) <= flushed) {
                        flushedRecords = before + i;
                    }
                }
            }
            disk.losePower();
            try (TestLog test = new TestLog(root, SETTINGS, Disk.REAL)) {
                assertThat(test.log.endOffset()).as("seed %s", seed).isGreaterThanOrEqualTo(flushed);
                List<String> found = test.records();
                assertThat(found.size()).isBetween(flushedRecords, appended.size());
                assertThat(found).isEqualTo(appended.subList(0, found.size()));
            }
        }
    }

    /** Writes reach the files when they are synced; a power loss lets a random half of the sectors through. */
    private static final class LossyDisk implements Disk {
        private static final int SECTOR = 512;

        private record Unsynced(FileChannel channel, long at, byte[] bytes) {}

        private final Random random;
        private final List<Unsynced> unsynced = new ArrayList<>();
        private int forcesLeft = Integer.MAX_VALUE;

        LossyDisk(Random random) {
            this.random = new Random(random.nextLong());
        }

        synchronized void failAfter(int forces) {
            forcesLeft = forces;
        }

        @Override
        public FileChannel allocate(Path file, long bytes) throws IOException {
            FileChannel real = Disk.REAL.allocate(file, bytes);
            real.close();
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }

        @Override
        public synchronized void write(FileChannel channel, ByteBuffer bytes, long at) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            unsynced.add(new Unsynced(channel, at, copy));
        }

        @Override
        public synchronized void force(FileChannel channel, boolean metadata) throws IOException {
            if (forcesLeft-- <= 0) {
                letThrough();
                throw new IOException("the power is gone");
            }
            for (Unsynced write : unsynced) {
                write.channel().write(ByteBuffer.wrap(write.bytes()), write.at());
            }
            unsynced.clear();
        }

        /** While the channels are still open. */
        private void letThrough() throws IOException {
            for (Unsynced write : unsynced) {
                long end = write.at() + write.bytes().length;
                for (long from = write.at(); from < end; ) {
                    long to = Math.min(end, (from / SECTOR + 1) * SECTOR);
                    if (random.nextBoolean()) {
                        write.channel()
                                .write(
                                        ByteBuffer.wrap(write.bytes(), (int) (from - write.at()), (int) (to - from)),
                                        from);
                    }
                    from = to;
                }
            }
            unsynced.clear();
        }

        synchronized void losePower() {
            unsynced.clear();
        }
    }
}
