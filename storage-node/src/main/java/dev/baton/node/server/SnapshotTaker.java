package dev.baton.node.server;

import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.keyspace.SnapshotScan;
import dev.baton.node.log.Durably;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.replication.ReplicationCore;
import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.node.snapshot.SnapshotWriter;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots of this member's own state, exactly at a position of the log, without stopping writes.
 *
 * <ol>
 *   <li>A scan of the keyspace begins between two commands and goes on in slices; what it yields is written on the disk's thread.
 *   <li>The file is valid only once that position is committed in the same epoch: a leader's memory runs ahead of the commit, and a
 *       failover could take those effects back (finding F13). A deposed leader throws it away.
 * </ol>
 *
 * <p>Loop thread only, but for the writing.
 */
final class SnapshotTaker {
    /** A commit takes a part of this where enough followers are there. */
    private static final long HELD_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int ENTRIES_A_SLICE = 500;
    private static final int BLOCK_BYTES = 128 << 10;
    private static final int MOST_UNWRITTEN = 4 << 20;

    private final Keyspace keyspace;
    private final ReplicatedLog log;
    private final ReplicationCore core;
    private final SnapshotStore store;
    private final EventLoop loop;
    private final Executor disk;
    private final Journal journal;
    private final List<Consumer<@Nullable SnapshotFile>> askers = new ArrayList<>();
    private @Nullable Run run;

    SnapshotTaker(
            Keyspace keyspace,
            ReplicatedLog log,
            ReplicationCore core,
            SnapshotStore store,
            EventLoop loop,
            Executor disk,
            Journal journal) {
        this.keyspace = keyspace;
        this.log = log;
        this.core = core;
        this.store = store;
        this.loop = loop;
        this.disk = disk;
        this.journal = journal;
    }

    boolean isRunning() {
        return run != null;
    }

    /** Takes a snapshot, or joins the one under way; memory must be loaded. @param then gets the file, or null when it came to nothing */
    void take(Consumer<@Nullable SnapshotFile> then) {
        askers.add(then);
        if (run == null) {
            run = new Run(keyspace.lastOffset());
            run.start();
        }
    }

    /** Whether one is complete but for its commit, and has been for so long that this may need the very member that asks for it. */
    boolean isHeldUp() {
        return run != null && run.sealed && System.nanoTime() - run.sealedNanos > HELD_UP_NANOS;
    }

    /** More is committed. */
    void committed() {
        if (run != null) {
            run.commitIfDue();
        }
    }

    /** What was scanned may never be committed. */
    void abandon() {
        if (run != null) {
            run.abandon("this member was deposed");
        }
    }

    private final class Run {
        private final Position position;
        private final EpochHistory history;
        private final long began = System.nanoTime();
        private final ByteArrayOutputStream block = new ByteArrayOutputStream(BLOCK_BYTES * 2);
        private @Nullable SnapshotScan scan;
        /** Made on the disk's thread and used there. */
        private @Nullable SnapshotWriter writer;

        private long unwritten;
        private boolean sealed;
        private long sealedNanos;
        private boolean over;

        Run(long offset) {
            history = log.history().truncatedTo(offset);
            position = new Position(history.epochAt(offset), offset);
        }

        void start() {
            scan = keyspace.startScan((buffer, length) -> block.write(buffer, 0, length));
            long keys = keyspace.size();
            onDisk(() -> writer = store.begin(position, history, keys));
            advance();
        }

        private void advance() {
            SnapshotScan mine = scan;
            if (over || mine == null) {
                return;
            }
            boolean more = true;
            if (unwritten < MOST_UNWRITTEN) {
                more = mine.advance(ENTRIES_A_SLICE);
            }
            if (block.size() >= BLOCK_BYTES || !more) {
                handOver();
            }
            if (more) {
                loop.schedule(
                        () -> Bug.endsTheProcess(journal, this::advance),
                        unwritten < MOST_UNWRITTEN ? 200 : 2000,
                        TimeUnit.MICROSECONDS);
            } else if (!mine.isComplete()) {
                abandon("the keyspace was replaced");
            } else {
                onDisk(() -> {
                    writer().seal();
                    loop.execute(() -> {
                        sealed = true;
                        sealedNanos = System.nanoTime();
                        commitIfDue();
                    });
                });
            }
        }

        private void handOver() {
            if (block.size() == 0) {
                return;
            }
            byte[] entries = block.toByteArray();
            block.reset();
            unwritten += entries.length;
            onDisk(() -> {
                writer().block(entries);
                loop.execute(() -> unwritten -= entries.length);
            });
        }

        void commitIfDue() {
            if (over || !sealed || !core.isCommitted(position)) {
                return;
            }
            over = true;
            onDisk(() -> {
                SnapshotFile file = writer().commit();
                loop.execute(() -> {
                    journal.info("snapshot taken position=" + position + " bytes="
                            + file.file().toFile().length() + " ms=" + (System.nanoTime() - began) / 1_000_000);
                    if (log.holds(position)) {
                        finish(file);
                    } else {
                        // Deposed and cut while it was put in place (asynchronous mode): at a restart it would win over
                        // the log.
                        disk.execute(() -> delete(file));
                        finish(null);
                    }
                });
            });
        }

        private void delete(SnapshotFile file) {
            try {
                Durably.delete(file.file());
            } catch (IOException e) {
                journal.error("deleting " + file.file(), e);
            }
        }

        void abandon(String why) {
            if (over) {
                return;
            }
            over = true;
            if (scan != null) {
                scan.close();
            }
            journal.info("snapshot abandoned position=" + position + ": " + why);
            disk.execute(this::deleteHalf);
            finish(null);
        }

        private void deleteHalf() {
            try {
                if (writer != null) {
                    writer.abandon();
                }
            } catch (IOException e) {
                journal.error("deleting a half-written snapshot", e);
            }
        }

        private void finish(@Nullable SnapshotFile file) {
            run = null;
            List<Consumer<@Nullable SnapshotFile>> told = List.copyOf(askers);
            askers.clear();
            told.forEach(asker -> asker.accept(file));
        }

        private SnapshotWriter writer() {
            if (writer == null) {
                throw new IllegalStateException("the snapshot's file could not be made");
            }
            return writer;
        }

        private void onDisk(DiskWork work) {
            disk.execute(() -> {
                try {
                    work.run();
                } catch (IOException | RuntimeException failed) {
                    loop.execute(() -> {
                        if (run == this) { // else it ended before, and another may be under way
                            over = false;
                            abandon(String.valueOf(failed));
                        }
                    });
                }
            });
        }
    }

    private interface DiskWork {
        void run() throws IOException;
    }
}
