package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.acl.Users;
import dev.baton.node.command.CommandExecutor;
import dev.baton.node.command.Session;
import dev.baton.node.command.Statistics;
import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.EvictionPolicy;
import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.log.FlushListener;
import dev.baton.node.log.LogSettings;
import dev.baton.node.log.PassingDisk;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.replication.CoreSettings;
import dev.baton.node.replication.DurableState;
import dev.baton.node.replication.ReplicationCore;
import dev.baton.node.settings.Settings;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.QuorumRule;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader, alone, whose disk is slow to make the log's next segment. */
class NextSegmentTest {
    private static final Epoch EPOCH = new Epoch(1);
    private static final Incarnation INCARNATION = new Incarnation("one");
    private static final MemberName SELF = new MemberName("orders-0");

    @TempDir
    Path directory;

    private final Transport transport = new Transport();
    private final EventLoop loop = transport.loop();
    private final Journal journal = new Journal(System.out, "orders-0");
    private final SlowDisk disk = new SlowDisk();
    private final Keyspace keyspace = new Keyspace();
    private final ClientGate clients = new ClientGate();
    private ReplicatedLog log;
    private Member member;
    private EmbeddedChannel client;

    @BeforeEach
    void lead() throws Exception {
        FlushListener listener = new FlushListener() {
            @Override
            public void flushed(long offset) {
                member.flushed();
            }
        };
        log = ReplicatedLog.open(
                directory.resolve("log"),
                directory.resolve("state"),
                new LogSettings(1 << 16, 1024, 1024, 1 << 20, Duration.ofMillis(1)),
                disk,
                loop,
                listener,
                (what, cause) -> journal.error(what, cause));
        SnapshotStore store = SnapshotStore.open(directory.resolve("snapshot"));
        ReplicationCore core = new ReplicationCore(
                new ReplicationCore.Self(SELF, INCARNATION, 1, ""),
                CoreSettings.DEFAULT,
                DurableState.NEW,
                Member.view(log),
                Member.now());
        Memory memory = new Memory(keyspace, log, store, loop, Runnable::run, journal, core::applied);
        member = new Member(core, log, keyspace, memory, store, directory.resolve("divergent"), loop, journal);
        Links links = new Links("orders-0", transport, Passwords.in(null, "members", journal), journal, member);
        Snapshots snapshots = new Snapshots(
                new SnapshotTaker(keyspace, log, core, store, loop, Runnable::run, journal),
                store,
                loop,
                Runnable::run,
                journal,
                StorageSettings.DEFAULT);
        NodeSettings settings = new NodeSettings(
                SELF,
                "orders",
                directory,
                "",
                "127.0.0.1",
                0,
                0,
                0,
                0,
                null,
                null,
                0,
                EvictionPolicy.NOEVICTION,
                10,
                directory,
                StorageSettings.DEFAULT);
        Settings live = new Settings(settings.live());
        Statistics statistics = new Statistics();
        NodeState state = new NodeState(
                member,
                settings,
                live,
                statistics,
                new NodeInfo(member, settings, live, statistics, keyspace, clients, () -> null),
                clients,
                Passwords.in(null, "clients", journal),
                new Users());
        onLoop(() -> {
            member.attach(new Member.Surroundings(
                    links,
                    new RecordSender(core, log, links, loop, Runnable::run, journal),
                    clients,
                    snapshots,
                    new Seeding(store, snapshots, loop, Runnable::run, journal),
                    new SeedDesk(snapshots, Runnable::run, journal, new RateLimit(0)),
                    new CommitLatency(nanos -> {})));
            memory.rebuild(0);
            tell(new ControlCommand.Fence(EPOCH, "record"));
            return null;
        });
        tellOnLoop(new ControlCommand.Lead(EPOCH, "record", INCARNATION, Position.EMPTY, 3000, false));
        tellOnLoop(new ControlCommand.Rule(
                EPOCH, new QuorumRule(1, new TreeMap<>(), 0, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED)));
        Awaitility.await()
                .until(() -> onLoop(() -> {
                    member.tick();
                    return core.isOpen();
                }));
        client = onLoop(() -> new EmbeddedChannel(new ClientConnection(
                member,
                state,
                new CommandExecutor(keyspace, state),
                clients,
                new Session(1, "", "", 0, true),
                journal)));
    }

    @AfterEach
    void close() throws Exception {
        disk.release.countDown();
        onLoop(() -> {
            client.finishAndReleaseAll();
            member.end();
            log.close();
            return null;
        });
        transport.close();
    }

    @Test
    void writesWaitForItAndTheLoopDoesNot() throws Exception {
        writeUntilTheNextSegmentIsAwaited();
        long before = onLoop(() -> {
            long end = log.endOffset();
            for (int i = 0; i < 100; i++) {
                send("SET", "later", i + "x".repeat(1000)); // far more than the rest of the segment takes
            }
            return end;
        });
        long after = onLoop(log::endOffset);
        assertThat(after).isEqualTo(before);
        assertThat(answers()).as("of the writes").isEmpty();

        disk.release.countDown();
        String expected = "+OK\r\n".repeat(100);
        assertThat(answersUntil(said -> said.length() >= expected.length())).isEqualTo(expected);
    }

    /** More than a client may have waiting: what it sent is not all taken, and what was taken waits no less. */
    @Test
    void megabytesOfWritesWaitForItAndTheLoopDoesNot() throws Exception {
        writeUntilTheNextSegmentIsAwaited();
        long before = onLoop(log::endOffset);
        onLoop(() -> {
            for (int i = 0; i < 5000; i++) {
                send("SET", "later", i + "x".repeat(1000));
            }
            return null;
        });
        long after = onLoop(log::endOffset);
        assertThat(after).isEqualTo(before);
        assertThat(answers()).as("of the writes").isEmpty();

        disk.release.countDown();
        String expected = "+OK\r\n".repeat(5000);
        assertThat(answersUntil(said -> said.length() >= expected.length())).isEqualTo(expected);
    }

    /** There is room for short writes, so they go on; a long one needs the next segment already. */
    @Test
    void aLongWriteWaitsForItWhileShortOnesGoOn() throws Exception {
        assertThat(disk.busy.await(20, TimeUnit.SECONDS)).isTrue();
        onLoop(() -> {
            while (log.takesAtOnce(20_000)) {
                send("SET", "key", "x".repeat(1000));
            }
            return null;
        });
        Awaitility.await().until(() -> onLoop(log::flushed).equals(onLoop(log::endOffset)));
        answers();
        long before = onLoop(() -> {
            long end = log.endOffset();
            send("SET", "long", "y".repeat(25_000));
            send("MULTI");
            send("SET", "longer", "y".repeat(25_000));
            send("EXEC");
            return end;
        });
        long after = onLoop(log::endOffset);
        assertThat(after).isEqualTo(before);
        assertThat(answers()).as("of the writes").isEmpty();

        disk.release.countDown();
        assertThat(answersUntil(said -> said.endsWith("*1\r\n+OK\r\n")))
                .isEqualTo("+OK\r\n+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n");
    }

    /** A key that expired while the log has no room is hidden; to delete it would take room. */
    @Test
    void anExpiredKeyIsHiddenMeanwhile() throws Exception {
        onLoop(() -> {
            send("SET", "short", "lived", "PX", "50");
            while (!log.spaceIsComing()) {
                send("SET", "key", "x".repeat(1000));
            }
            member.tick();
            return null;
        });
        boolean deletes = onLoop(keyspace::expiresKeys);
        assertThat(deletes).isFalse();
        Awaitility.await().until(() -> onLoop(log::flushed).equals(onLoop(log::endOffset)));
        answers();
        long end = onLoop(log::endOffset);
        Awaitility.await().until(() -> {
            onLoop(() -> {
                send("GET", "short");
                return null;
            });
            return answers().contains("$-1");
        });
        long after = onLoop(log::endOffset);
        assertThat(after).isEqualTo(end);
        disk.release.countDown();
        Awaitility.await()
                .until(() -> onLoop(() -> {
                    member.tick();
                    return keyspace.expiresKeys();
                }));
    }

    /** As soon as there is room, though the member notices only at its next tick. */
    @Test
    void nothingIsAddedToWhatExpiredMeanwhile() throws Exception {
        onLoop(() -> {
            send("RPUSH", "list", "old");
            send("PEXPIRE", "list", "1");
            while (!log.spaceIsComing()) {
                send("SET", "key", "x".repeat(1000));
            }
            member.tick();
            return null;
        });
        disk.release.countDown();
        Awaitility.await().until(() -> onLoop(() -> !log.spaceIsComing()));
        onLoop(() -> {
            while (keyspace.peek(Bytes.of("list")) instanceof Entry entry
                    && entry.expireAt() >= System.currentTimeMillis()) {
                Thread.onSpinWait();
            }
            send("RPUSH", "list", "new");
            send("LRANGE", "list", "0", "-1");
            return null;
        });
        StringBuilder said = new StringBuilder();
        Awaitility.await().until(() -> said.append(answers()).toString().contains("new"));
        assertThat(said.toString()).endsWith(":1\r\n*1\r\n$3\r\nnew\r\n");
    }

    /** All of them are answered. */
    private void writeUntilTheNextSegmentIsAwaited() throws Exception {
        assertThat(disk.busy.await(20, TimeUnit.SECONDS)).isTrue();
        onLoop(() -> {
            while (!log.spaceIsComing()) {
                send("SET", "key", "x".repeat(1000));
            }
            return null;
        });
        Awaitility.await().until(() -> answers().endsWith("+OK\r\n"));
    }

    /** What is said, while the member ticks, until it holds. */
    private String answersUntil(Predicate<String> holds) throws Exception {
        StringBuilder said = new StringBuilder();
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
            onLoop(() -> {
                member.tick();
                client.runPendingTasks();
                return null;
            });
            return holds.test(said.append(answers()).toString());
        });
        return said.toString();
    }

    private void tellOnLoop(ControlCommand command) throws Exception {
        Awaitility.await().until(() -> onLoop(() -> log.flushed() == log.endOffset()));
        onLoop(() -> {
            tell(command);
            return null;
        });
    }

    private void tell(ControlCommand command) {
        member.control(command, new ControlPort.Asker() {
            @Override
            public void answer(MemberStatus status) {}

            @Override
            public void refuse(String code, String message) {
                journal.error(code + " " + message);
            }
        });
    }

    private void send(String... request) {
        StringBuilder text = new StringBuilder("*" + request.length + "\r\n");
        for (String part : request) {
            text.append('$').append(part.length()).append("\r\n").append(part).append("\r\n");
        }
        client.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private String answers() throws Exception {
        return onLoop(() -> {
            clients.release();
            StringBuilder said = new StringBuilder();
            for (ByteBuf reply = client.readOutbound(); reply != null; reply = client.readOutbound()) {
                said.append(reply.toString(StandardCharsets.US_ASCII));
                reply.release();
            }
            return said.toString();
        });
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return loop.submit(work).get();
    }

    /** Takes its time to make any segment but the first. */
    private static final class SlowDisk extends PassingDisk {
        final CountDownLatch busy = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        private int made;

        @Override
        public FileChannel allocate(Path file, long bytes) throws IOException {
            if (made++ > 0) {
                busy.countDown();
                try {
                    if (!release.await(20, TimeUnit.SECONDS)) {
                        throw new AssertionError("never released");
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return super.allocate(file, bytes);
        }
    }
}
