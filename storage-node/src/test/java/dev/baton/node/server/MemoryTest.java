package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.log.Disk;
import dev.baton.node.log.LogSettings;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.log.StartOfEpoch;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.node.snapshot.SnapshotWriter;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import io.netty.channel.EventLoop;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of two records with a snapshot at its end, read from the disk when the test says so. */
class MemoryTest {
    @TempDir
    Path directory;

    private final Transport transport = new Transport();
    private final EventLoop loop = transport.loop();
    private final ArrayDeque<Runnable> disk = new ArrayDeque<>();
    private final Journal journal = new Journal(System.out, "orders-0");
    private ReplicatedLog log;
    private SnapshotStore snapshots;
    private Memory memory;
    private Position first;
    private Position last;

    @BeforeEach
    void open() throws Exception {
        log = ReplicatedLog.open(
                directory.resolve("log"),
                directory.resolve("state"),
                LogSettings.DEFAULT.withSegmentBytes(1 << 20),
                Disk.REAL,
                loop,
                offset -> {},
                (what, cause) -> journal.error(what, cause));
        first = onLoop(() -> append(1));
        last = onLoop(() -> append(2));
        snapshots = SnapshotStore.open(directory.resolve("snapshots"));
        try (SnapshotWriter writer = snapshots.begin(last, log.history(), 0)) {
            writer.commit();
        }
        memory = new Memory(new Keyspace(), log, snapshots, loop, disk::add, journal, offset -> {});
    }

    @AfterEach
    void close() throws Exception {
        onLoop(() -> {
            log.close();
            return null;
        });
        transport.close();
    }

    /** A follower that has just started is told to cut off what its newest snapshot holds: only the asynchronous mode comes to that. */
    @Test
    void aRebuildFromTheLogAloneOvertakesOneThatStillLoadsASnapshot() throws Exception {
        onLoop(() -> {
            memory.rebuild(last.offset());
            return null;
        });
        assertThat(disk).hasSize(1);

        onLoop(() -> {
            snapshots.discardBeyond(first.offset());
            memory.rebuild(first.offset());
            return null;
        });
        disk.remove().run();
        assertThat(onLoop(memory::isLoaded)).isTrue();
        assertThat(onLoop(memory::applied)).isEqualTo(first.offset());
    }

    private Position append(int epoch) {
        StartOfEpoch start =
                new StartOfEpoch(new Epoch(epoch), new MemberName("orders-0"), new Incarnation("one"), false);
        log.append(new Epoch(epoch), start.encode());
        return log.end();
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return loop.submit(work).get();
    }
}
