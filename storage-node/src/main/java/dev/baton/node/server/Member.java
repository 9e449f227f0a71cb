package dev.baton.node.server;

import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.log.BadRecordsException;
import dev.baton.node.log.LogFullException;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.log.StartOfEpoch;
import dev.baton.node.pubsub.Message;
import dev.baton.node.pubsub.Outbox;
import dev.baton.node.replication.LogView;
import dev.baton.node.replication.Output;
import dev.baton.node.replication.PeerMessage;
import dev.baton.node.replication.ReplicationCore;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A member of a database: carries out, in order, what the replication core asks for.
 *
 * <p>Loop thread only. Everything that may change the core goes through {@link #step}, which drains its outputs before anything else.
 */
final class Member implements Links.Listener {
    /** A line in the log for so many messages dropped. */
    private static final long REPORT_EVERY = 100_000;

    private final ReplicationCore core;
    private final ReplicatedLog log;
    private final Keyspace keyspace;
    private final Memory memory;
    private final SnapshotStore store;
    private final Path divergentDirectory;
    private final Executor loop;
    private final Journal journal;

    private Links links;
    private RecordSender records;
    private ClientGate clients;
    private Snapshots snapshots;
    private Seeding seeding;
    private SeedDesk desk;
    private CommitLatency latency;
    private final Outbox messages = new Outbox(this::deliver);
    private Discarded discarded = Discarded.NOTHING;
    private boolean draining;
    private boolean appendedThisTurn;
    private boolean ended;
    /** Whether clients' writes are held back until the log's next segment is made. */
    private boolean awaitsSpace;
    /** The start record of the epoch led, while the disk has no room for it. */
    private Output.@Nullable AppendStart startWithoutRoom;

    /** The parts that need this member in turn, set once before the ports open. */
    record Surroundings(
            Links links,
            RecordSender records,
            ClientGate clients,
            Snapshots snapshots,
            Seeding seeding,
            SeedDesk desk,
            CommitLatency latency) {}

    @SuppressWarnings("NullAway.Init") // attach() follows at once
    Member(
            ReplicationCore core,
            ReplicatedLog log,
            Keyspace keyspace,
            Memory memory,
            SnapshotStore store,
            Path divergentDirectory,
            Executor loop,
            Journal journal) {
        this.core = core;
        this.log = log;
        this.keyspace = keyspace;
        this.memory = memory;
        this.store = store;
        this.divergentDirectory = divergentDirectory;
        this.loop = loop;
        this.journal = journal;
    }

    void attach(Surroundings surroundings) {
        links = surroundings.links();
        records = surroundings.records();
        clients = surroundings.clients();
        snapshots = surroundings.snapshots();
        seeding = surroundings.seeding();
        desk = surroundings.desk();
        latency = surroundings.latency();
        snapshots.begin(this, desk.pins());
        seeding.begin(this, links);
        desk.begin(this);
    }

    /** The log as the core sees it. */
    static LogView view(ReplicatedLog log) {
        return new LogView() {
            @Override
            public Position end() {
                return log.end();
            }

            @Override
            public long written() {
                return log.written();
            }

            @Override
            public long flushed() {
                return log.flushed();
            }

            @Override
            public long start() {
                return log.startOffset();
            }

            @Override
            public EpochHistory history() {
                return log.history();
            }

            @Override
            public long canaryNanos() {
                return log.oldestUnsyncedNanos();
            }
        };
    }

    ReplicationCore core() {
        return core;
    }

    Memory memory() {
        return memory;
    }

    Keyspace keyspace() {
        return keyspace;
    }

    ReplicatedLog log() {
        return log;
    }

    static long now() {
        return System.nanoTime();
    }

    /** Gives the core an input and carries out what it asks for. */
    void step(Runnable input) {
        if (ended) {
            return;
        }
        Bug.endsTheProcess(journal, () -> {
            input.run();
            drain();
        });
    }

    /** The operator is told, and may hand over, before this member ends. */
    void terminating() {
        step(core::terminating);
    }

    /** The process ends: no input is taken any more, so that nothing touches the log once it is closed. */
    void end() {
        ended = true;
        seeding.stop();
        snapshots.deposed();
        desk.deposed();
        memory.end();
    }

    boolean hasEnded() {
        return ended;
    }

    /** How far the seeding of this member is; null when none is under way. For status and metrics. */
    Seeding.@Nullable Progress seedingProgress() {
        return seeding.progress();
    }

    /** What this process has cut off its log. */
    Discarded discarded() {
        return discarded;
    }

    private void drain() {
        if (draining) {
            return; // the outermost one goes on until there is nothing left
        }
        draining = true;
        try {
            for (List<Output> outputs = core.takeOutputs(); !outputs.isEmpty(); outputs = core.takeOutputs()) {
                for (Output output : outputs) {
                    carryOut(output);
                }
            }
        } finally {
            draining = false;
        }
        log.relaxed(core.writtenCounts());
    }

    // ---- inputs

    void flushed() {
        step(() -> core.flushed(now()));
    }

    void written() {
        step(() -> core.written(now()));
    }

    void tick() {
        if (ended) {
            return;
        }
        lookForSpace();
        step(() -> core.tick(now()));
        clients.release();
        clients.tick(now());
        releaseMessages();
        snapshots.tick();
        seeding.tick();
        desk.tick();
    }

    /** A disk that is full, or slower than the clients, is no reason to keep the loop waiting. */
    private void lookForSpace() {
        Output.AppendStart start = startWithoutRoom;
        if (start != null && log.hasSpace()) {
            step(() -> appendStart(start));
        }
        expireIfAllowed();
        boolean awaited = awaitsSpace;
        awaitsSpace = log.spaceIsComing();
        if (awaited && !awaitsSpace) {
            clients.resumed();
        }
    }

    /** Whether a client's write of so many bytes should wait a little: the next segment of the log is being made. */
    boolean awaitsSpace(long bytes) {
        if (!core.isOpen() || !log.spaceIsComing(bytes)) {
            return false;
        }
        awaitsSpace = true;
        return true;
    }

    /** A key found expired is deleted by who leads and can log it, and only hidden otherwise. */
    private void expireIfAllowed() {
        keyspace.expiresKeys(core.isOpen() && !core.isPaused() && log.hasSpace() && !log.spaceIsComing());
    }

    void control(ControlCommand command, ControlPort.Asker asker) {
        step(() -> core.control(command, asker, now()));
    }

    /**
     * A client's write is in the log and in memory. The core and the log's thread hear of it once a turn of the loop, after the requests
     * of every connection that had some: one batch is synced, and sent to a follower, for all of them.
     *
     * @throws LogFullException when there is no room; nothing was taken
     */
    long append(byte[] effect) {
        long end = log.stage(core.epoch(), ByteBuffer.wrap(effect));
        memory.wrote(end);
        if (!appendedThisTurn) {
            appendedThisTurn = true;
            latency.turnBegins(now());
            loop.execute(this::endOfTurn);
        }
        return end;
    }

    private void endOfTurn() {
        appendedThisTurn = false;
        latency.turnEnds(log.endOffset());
        core.applied(memory.applied());
        step(() -> core.appended(now())); // followers first: theirs is the longer way
        log.commitStaged();
    }

    // ---- messages

    /** A client of this member published them, after it wrote what it wrote. A leader's followers deliver them, too. */
    void publish(List<Message> published) {
        for (Message message : published) {
            take(message, core.isLeading() ? log.endOffset() : 0);
        }
        releaseMessages();
    }

    private void take(Message message, long after) {
        if (!messages.add(message, after) && messages.dropped() % REPORT_EVERY == 1) {
            journal.warn("messages to subscribers are dropped: " + Outbox.MOST_BYTES
                    + " bytes of them wait already for writes to be committed; dropped " + messages.dropped());
        }
    }

    /** Memory holds the log up to there. */
    void applied(long offset) {
        core.applied(offset);
        releaseMessages();
    }

    private void releaseMessages() {
        if (messages.isEmpty()) {
            return;
        }
        if (!core.isLeading()) {
            messages.release(memory.applied());
        } else if (!core.repliesNeedLease() || core.leaseHolds(now())) {
            messages.release(core.committed());
        }
        links.flushRelayed();
    }

    private void deliver(Message message, long after) {
        if (core.isLeading()) {
            links.relay(message, after);
        }
        clients.pubSub().deliver(message);
    }

    @Override
    public void relayed(Message message, long after) {
        if (!core.isLeading()) {
            take(message, after);
            releaseMessages();
        }
    }

    @Override
    public void connected(long link) {
        messages.forget(); // they waited for the log of another leader, perhaps
        step(() -> core.connected(link, now()));
    }

    @Override
    public void disconnected(long link) {
        step(() -> core.disconnected(link, now()));
    }

    @Override
    public void received(long link, PeerMessage message) {
        step(() -> core.received(link, message, now()));
    }

    @Override
    public void receiving(long link) {
        step(() -> core.receiving(link, now()));
    }

    @Override
    public void seedRequested(Channel channel, SeedRequest request) {
        desk.requested(channel, request);
    }

    // ---- outputs

    private void carryOut(Output output) {
        switch (output) {
            case Output.Send send -> links.send(send.link(), send.message());
            case Output.SendRecords send -> records.send(send, this::step);
            case Output.Connect connect -> links.connect(connect.link(), connect.leader());
            case Output.Disconnect disconnect -> links.disconnect(disconnect.link());
            case Output.Append append -> append(append);
            case Output.AppendStart start -> appendStart(start);
            case Output.Truncate truncate -> truncate(truncate);
            case Output.Seed seed -> seeding.join(seed.leader(), seed.epoch());
            case Output.StopSeeding stop -> seeding.stop();
            case Output.Persist persist ->
                log.persist(persist.state().encode(), () -> step(() -> core.persisted(persist.token(), now())));
            case Output.Answer answer -> ((ControlPort.Asker) answer.replyTo()).answer(answer.status());
            case Output.Refuse refuse -> ((ControlPort.Asker) refuse.replyTo()).refuse(refuse.code(), refuse.message());
            case Output.CommitAdvanced advanced -> {
                keyspace.committed(advanced.offset());
                if (core.isLeading()) {
                    latency.committed(advanced.offset(), now());
                    clients.release();
                    releaseMessages();
                    snapshots.committed();
                } else {
                    memory.applyTo(advanced.offset());
                    snapshots.committed();
                }
            }
            case Output.Deposed deposed -> {
                journal.warn(
                        "deposed epoch=" + deposed.epoch() + " committed=" + deposed.committed() + " end=" + log.end());
                keyspace.expiresKeys(false);
                messages.forget();
                clients.deposed();
                snapshots.deposed();
                desk.deposed();
                // Not applied(): a replay under way must not go on beyond what is committed.
                if (memory.goal() > deposed.committed()) {
                    memory.rebuild(deposed.committed());
                }
            }
            case Output.Elected elected -> {
                latency.forget();
                messages.forget();
                journal.info("elected epoch=" + elected.epoch() + " position=" + log.end());
                memory.applyTo(log.endOffset(), () -> step(() -> core.memoryComplete(now())));
            }
            case Output.Opened opened -> {
                journal.info("open epoch=" + opened.epoch() + " position=" + log.end());
                expireIfAllowed();
            }
            case Output.WritesPaused paused -> {
                keyspace.expiresKeys(false);
                journal.info("writes paused position=" + log.end());
            }
            case Output.WritesResumed resumed -> {
                expireIfAllowed();
                journal.info("writes resumed");
                clients.resumed();
            }
            case Output.Alarm alarm -> journal.error(alarm.message());
            case Output.Note note -> journal.info(note.message());
        }
    }

    private void append(Output.Append append) {
        try {
            log.appendBatch(append.records());
            core.appended(now());
        } catch (BadRecordsException bad) {
            journal.error("refused records of the leader", bad);
            core.appendRefused(String.valueOf(bad.getMessage()), now());
        } catch (LogFullException full) {
            journal.warn("no room for the leader's records: " + full.getMessage());
            core.appendRefused(String.valueOf(full.getMessage()), now());
        }
    }

    private void appendStart(Output.AppendStart start) {
        startWithoutRoom = null;
        if (!core.isLeading() || !core.epoch().equals(start.epoch())) {
            return;
        }
        byte[] effect =
                new StartOfEpoch(start.epoch(), start.leader(), start.incarnation(), start.lossAccepted()).encode();
        if (log.spaceIsComing() && !log.takesAtOnce(effect.length)) {
            startWithoutRoom = start; // in a moment
            return;
        }
        long end;
        try {
            end = log.append(start.epoch(), effect);
        } catch (LogFullException full) {
            // Tried again at every tick: a full disk is no reason to end, and another may be elected meanwhile.
            journal.warn("no room for the start record of epoch " + start.epoch() + ": " + full.getMessage());
            core.error("no room for the start record: " + full.getMessage());
            startWithoutRoom = start;
            return;
        }
        memory.applyTo(end);
        core.startAppended(now());
    }

    private void truncate(Output.Truncate truncate) {
        long to = truncate.to().offset();
        long end = log.endOffset();
        journal.warn(
                "cutting the log from " + log.end() + " back to " + truncate.to() + " for epoch " + truncate.byEpoch());
        try {
            store.discardBeyond(to);
            snapshots.refresh();
        } catch (IOException e) {
            throw new UncheckedIOException("discarding snapshots beyond " + to, e);
        }
        boolean canRebuild = memory.canRebuild(to);
        if (canRebuild && memory.goal() > to) {
            memory.rebuild(Math.min(to, core.committed()));
        }
        long starts = log.history().starts().stream()
                .filter(start -> start.startOffset() >= to)
                .count();
        log.truncate(to, divergentDirectory, tail -> {
            // The start records of epochs that never were are nothing anybody wrote.
            long writes = tail.records() - starts;
            discarded = discarded.with(writes, end - to);
            journal.warn("discarded writes=" + writes + " from=" + to + " to=" + end + " kept in "
                    + tail.files().stream().map(Path::toString).collect(Collectors.joining(" ")));
            step(() -> core.truncated(new MemberStatus.Cut(truncate.byEpoch(), to, end, writes), now()));
            if (!canRebuild) {
                // Nothing of what is left can be shown. The tail is safe: now the process ends, and comes back to be
                // seeded.
                step(() -> memory.rebuild(to));
            }
        });
    }
}
