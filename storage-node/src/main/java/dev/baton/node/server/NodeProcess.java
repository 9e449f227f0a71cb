package dev.baton.node.server;

import dev.baton.node.acl.Users;
import dev.baton.node.command.CommandCatalog;
import dev.baton.node.command.CommandEvents;
import dev.baton.node.command.CommandExecutor;
import dev.baton.node.command.Session;
import dev.baton.node.command.Statistics;
import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.keyspace.Transaction;
import dev.baton.node.log.Disk;
import dev.baton.node.log.FlushListener;
import dev.baton.node.log.LogFullException;
import dev.baton.node.log.LogSettings;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.log.TimedDisk;
import dev.baton.node.pubsub.Message;
import dev.baton.node.recovery.Recovered;
import dev.baton.node.recovery.Recovery;
import dev.baton.node.replication.CoreSettings;
import dev.baton.node.replication.ReplicationCore;
import dev.baton.node.settings.Settings;
import dev.baton.node.snapshot.DataDirectory;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.protocol.MemberStatus;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A running node: recovers its data directory, opens its ports, turns until it is closed.
 *
 * <p>Threads: the loop (everything but files), the log's thread, the disk's thread (snapshots), the reads' thread (what members are sent), the HTTP thread.
 */
public final class NodeProcess implements AutoCloseable {
    private static final int TICK_MILLIS = 20;
    private static final long STANDSTILL_NANOS = 20_000_000_000L;
    private static final long PASSWORDS_AGAIN_MILLIS = 1000;
    private static final int EXPIRY_VISITS = 20;
    private static final long HAND_OVER_MILLIS = 2500;
    private static final long LAST_SYNC_MILLIS = 1000;

    private final NodeSettings settings;
    private final Journal journal;
    private final Transport transport = new Transport();
    private final EventLoop loop = transport.loop();
    private final ExecutorService disk = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("disk").factory());
    /** Apart from the disk's: a snapshot that is written or verified must not hold up followers that catch up from files. */
    private final ExecutorService reads = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("reads").factory());

    private final DataDirectory directory;
    private final ReplicatedLog log;
    private final Keyspace keyspace = new Keyspace();
    private final Member member;
    private final ClientGate clients = new ClientGate();
    private final NodeState state;
    private final CommandExecutor executor;
    private final Settings live;
    private final Statistics statistics = new Statistics();
    private final Passwords clientPasswords;
    private final Users users = new Users();
    private final UsersFile usersFile;
    private final Passwords controlPasswords;
    private final NodeMetrics metrics;
    private final Snapshots snapshots;
    private final HttpPort http;
    private final int clientPort;
    private final int replicationPort;
    private final int controlPort;
    private final ScheduledFuture<?> ticking;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch handedOver = new CountDownLatch(1);
    private volatile boolean stopping;
    private final AtomicLong lastTick = new AtomicLong(System.nanoTime());
    private long sessions;
    private long expiryCursor;
    private boolean wasLeading;
    private boolean repairing;

    /**
     * Starts a node; its ports are open when this returns.
     *
     * @throws IOException when the data directory is in use or can't be read, or a port is taken
     */
    public static NodeProcess start(NodeSettings settings, PrintStream out) throws IOException {
        return new NodeProcess(settings, out);
    }

    private NodeProcess(NodeSettings settings, PrintStream out) throws IOException {
        this.settings = settings;
        this.journal = new Journal(out, settings.member().value());
        this.metrics = new NodeMetrics(BuildVersion.read());
        journal.info("starting " + settings.describe());
        clientPasswords = Passwords.in(settings.passwordFile(), "clients", journal);
        usersFile = new UsersFile(settings.passwordFile(), CommandCatalog::new, users, journal);
        usersFile.readAgain();
        controlPasswords = Passwords.in(settings.controlPasswordFile(), "operator and members", journal);
        String bootId = bootId(settings.bootIdFile());
        Member[] self = new Member[1];
        Recovered recovered = Recovery.run(
                settings.dataDirectory(),
                settings.volumeUid(),
                bootId,
                (files, state) -> openLog(files, state, self),
                loop,
                journal::warn);
        directory = recovered.directory();
        log = recovered.log();
        SnapshotStore store = recovered.snapshots();
        ReplicationCore core = new ReplicationCore(
                new ReplicationCore.Self(settings.member(), directory.incarnation(), directory.instance(), bootId),
                CoreSettings.DEFAULT,
                recovered.state(),
                Member.view(log),
                Member.now());
        core.error(recovered.trouble());
        core.damaged(directory.damage());
        core.limit(settings.limits());
        Memory memory = new Memory(keyspace, log, store, loop, disk, journal, offset -> self[0].applied(offset));
        member = new Member(core, log, keyspace, memory, store, directory.divergent(), loop, journal);
        self[0] = member;
        SnapshotTaker taker = new SnapshotTaker(keyspace, log, core, store, loop, disk, journal);
        snapshots = new Snapshots(taker, store, loop, disk, journal, settings.storage());
        Seeding seeding = new Seeding(store, snapshots, loop, disk, journal);
        SeedDesk desk = new SeedDesk(
                snapshots, reads, journal, new RateLimit(settings.storage().seedRate()));
        Links links = new Links(settings.member().value(), transport, controlPasswords, journal, member);
        live = new Settings(settings.live());
        NodeInfo info = new NodeInfo(member, settings, live, statistics, keyspace, clients, snapshots::newest);
        state = new NodeState(member, settings, live, statistics, info, clients, clientPasswords, users);
        executor = new CommandExecutor(keyspace, state);
        RecordSender records = new RecordSender(core, log, links, loop, reads, journal);
        member.attach(new Member.Surroundings(
                links, records, clients, snapshots, seeding, desk, new CommitLatency(metrics.commits()::record)));
        journal.info("recovered incarnation=" + directory.incarnation() + " instance=" + directory.instance()
                + " position=" + log.end() + " committed=" + core.committed() + " promised=" + core.epoch()
                + " torn-bytes=" + log.tornBytes());

        loop.submit(() -> memory.rebuild(core.committed())).syncUninterruptibly();
        replicationPort = open(links.serverBootstrap(), settings.replicationPort(), "replication");
        controlPort = open(
                transport.server().childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ControlPort(member, controlPasswords));
                    }
                }),
                settings.controlPort(),
                "control");
        clientPort = open(
                transport.server().childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                }),
                settings.clientPort(),
                "client");
        http = new HttpPort(
                new InetSocketAddress(settings.bind(), settings.metricsPort()),
                metrics.registry(),
                metrics::isReady,
                () -> System.nanoTime() - lastTick.get() < STANDSTILL_NANOS);
        // Not at a fixed rate: a process that was stopped for long would catch up on every tick it missed.
        ticking = loop.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        Thread.ofVirtual().name("passwords").start(this::readPasswordsAgain);
        journal.info("ready client-port=" + clientPort + " replication-port=" + replicationPort + " control-port="
                + controlPort + " metrics-port=" + http.port());
    }

    private ReplicatedLog openLog(Path files, Path state, Member[] self) throws IOException {
        FlushListener listener = new FlushListener() {
            @Override
            public void flushed(long offset) {
                self[0].flushed();
            }

            @Override
            public void written(long offset) {
                self[0].written();
            }
        };
        return ReplicatedLog.open(
                files,
                state,
                LogSettings.DEFAULT.withSegmentBytes(settings.storage().logSegment()),
                new TimedDisk(Disk.REAL, metrics.fsyncs()::record),
                loop,
                listener,
                (what, cause) -> {
                    journal.error(
                            "FATAL " + what + ": the process ends, since nobody knows what is on the disk", cause);
                    Runtime.getRuntime().halt(70);
                });
    }

    private static String bootId(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    private int open(ServerBootstrap bootstrap, int port, String what) throws IOException {
        var bound = bootstrap.bind(settings.bind(), port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot open the " + what + " port " + settings.bind() + ":" + port + "; is it taken?",
                    bound.cause());
        }
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private void accept(Channel channel) {
        if (clients.count() >= live.maxClients.number()) {
            statistics.connectionRejected();
            channel.writeAndFlush(channel.alloc()
                            .buffer()
                            .writeBytes("-ERR max number of clients reached\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                    .addListener(io.netty.channel.ChannelFutureListener.CLOSE);
            return;
        }
        statistics.connected();
        Transport.keepAlive(channel, live.tcpKeepaliveSeconds.number());
        Session session = new Session(
                ++sessions,
                String.valueOf(channel.remoteAddress()).replace("/", ""),
                String.valueOf(channel.localAddress()).replace("/", ""),
                System.currentTimeMillis(),
                users.defaultUser().enabled() && !clientPasswords.required());
        session.user(users.defaultUser());
        channel.pipeline().addLast(new ClientConnection(member, state, executor, clients, session, journal));
    }

    /** On a thread of its own: a mounted Secret is read from a disk. */
    private void readPasswordsAgain() {
        try {
            while (!ended.await(PASSWORDS_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                clientPasswords.readAgain();
                if (usersFile.readAgain()) {
                    loop.execute(() -> clients.usersChanged(users));
                }
                controlPasswords.readAgain();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() {
        Bug.endsTheProcess(journal, () -> {
            lastTick.set(System.nanoTime());
            member.tick();
            live.limits(member.core().limits());
            recordRepair();
            state.tick();
            keyspace.timeIs(System.currentTimeMillis());
            expire();
            evict();
            if (stopping && !mayBeHandedOver()) {
                handedOver.countDown();
            }
            statistics.tick(System.nanoTime(), keyspace.usedBytes());
            metrics.publish(facts(Member.now()));
        });
    }

    private NodeMetrics.Facts facts(long now) {
        return new NodeMetrics.Facts(
                member.core().status(now),
                member.core().followerLags(now),
                state.isReady(),
                clients.count(),
                clients.depth(),
                keyspace.size(),
                keyspace.usedBytes(),
                log.memoryBytes(),
                member.seedingProgress(),
                snapshots.newest(),
                member.discarded());
    }

    /** A damaged member is whole again: on disk before it counts for anything. */
    private void recordRepair() {
        if (repairing || !member.core().isMended()) {
            return;
        }
        repairing = true;
        disk.execute(() -> {
            try {
                directory.repaired();
                loop.execute(() -> {
                    member.step(member.core()::repaired);
                    journal.info("repaired incarnation=" + directory.incarnation() + " position=" + log.end());
                });
            } catch (IOException e) {
                journal.error("recording that this member is whole again; tried again", e);
                loop.execute(() -> repairing = false);
            }
        });
    }

    /** Deletes keys that expired and nobody asks for, a few at a time. */
    private void expire() {
        if (keyspace.expiringKeys() > 0) {
            delete("expired keys", transaction -> expiryCursor = transaction.expireSome(expiryCursor, EXPIRY_VISITS));
        }
    }

    /** Deletes keys while memory is used up and nobody writes, or more than commands can make up for. */
    private void evict() {
        if (executor.memory().isExceeded()) {
            delete("keys that memory has no room for", executor.memory()::evictSome);
        }
    }

    /** For an open leader: what a transaction of nobody's deletes goes the way of any other. */
    private void delete(String what, Consumer<Transaction> deletion) {
        if (!keyspace.expiresKeys() || !member.memory().isLoaded() || !log.hasSpace()) {
            return;
        }
        Transaction transaction = keyspace.begin(System.currentTimeMillis());
        CommandEvents events = new CommandEvents();
        transaction.observe(events);
        deletion.accept(transaction);
        if (transaction.wrote()) {
            try {
                transaction.stamp(member.append(transaction.effect()));
                List<Message> messages = new ArrayList<>();
                events.end(keyspace, state.live().keyspaceEvents(), messages::add);
                member.publish(messages);
            } catch (LogFullException full) {
                journal.warn("no room to delete " + what + ": " + full.getMessage());
                member.memory().rebuild(log.endOffset());
            }
        }
    }

    public int clientPort() {
        return clientPort;
    }

    public int replicationPort() {
        return replicationPort;
    }

    public int controlPort() {
        return controlPort;
    }

    public int metricsPort() {
        return http.port();
    }

    /** Waits until {@link #close} is done. */
    public void await() throws InterruptedException {
        ended.await();
    }

    /**
     * Ends cleanly: what was appended is synced and the volume marked as stopped. A leader whose followers are there first waits for the
     * operator to hand over, but not for long. Bounded to less than five seconds, whatever hangs.
     *
     * @throws IOException when the last sync fails
     */
    @Override
    public void close() throws IOException {
        journal.info("stopping");
        stopping = true;
        loop.execute(member::terminating);
        awaitHandOver();
        boolean synced = closeLog();
        http.close();
        transport.close();
        disk.shutdown();
        reads.shutdown();
        if (synced) {
            directory.stoppedCleanly(log.endOffset());
        }
        directory.close();
        journal.info("stopped");
        ended.countDown();
    }

    private boolean mayBeHandedOver() {
        MemberStatus.Leading leading = member.core().status(Member.now()).leading();
        if (leading != null) {
            wasLeading = true;
            return leading.followers().stream().anyMatch(MemberStatus.FollowerProgress::connected);
        }
        // Fenced by a hand-over: the answer may still be on its way, so not before it is told whom to follow.
        return wasLeading && !member.core().isFollowing();
    }

    private void awaitHandOver() {
        try {
            if (!handedOver.await(HAND_OVER_MILLIS, TimeUnit.MILLISECONDS)) {
                journal.warn("nobody took over within " + HAND_OVER_MILLIS + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The log before the loop: its thread hands its last words over to the loop, and without one it would take the disk for failed.
     *
     * @return whether everything is on the disk
     */
    private boolean closeLog() throws IOException {
        Future<Void> closed = loop.submit(() -> {
            ticking.cancel(false);
            member.end();
            clients.closeAll();
            journal.info("closing the log position=" + log.end());
            log.close();
            return null;
        });
        if (!closed.awaitUninterruptibly(LAST_SYNC_MILLIS)) {
            journal.warn("the disk did not take the last writes within " + LAST_SYNC_MILLIS
                    + " ms; the next start reads how far they came");
            return false;
        }
        if (closed.cause() instanceof IOException failed) {
            throw failed;
        }
        if (closed.cause() != null) {
            throw new IllegalStateException("closing the log", closed.cause());
        }
        return true;
    }
}
