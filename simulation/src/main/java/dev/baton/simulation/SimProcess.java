package dev.baton.simulation;

import dev.baton.node.replication.CoreSettings;
import dev.baton.node.replication.Output;
import dev.baton.node.replication.PeerMessage;
import dev.baton.node.replication.ReplicationCore;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberStatus;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the storage node: the production core on one loop, with what the server does around it. Outputs are carried out in order;
 * clients are {@link SimClientGate}'s business, seeding is {@link SimSeeding}'s.
 */
final class SimProcess {
    static final CoreSettings SETTINGS = new CoreSettings(
            100 * World.MILLI,
            100 * World.MILLI,
            1000 * World.MILLI,
            64L * SimRecord.LENGTH,
            8 * SimRecord.LENGTH,
            10,
            1000 * World.MILLI);

    final SimNode node;
    final Volume volume;
    final SimLog log;
    final ReplicationCore core;
    final SimClientGate clients;
    final SimSeeding seeding;
    private final World world;
    private final Network network;
    private final Members members;
    private final Watch watch;
    private Store memory;
    private final Map<Long, Network.End> links = new TreeMap<>();
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private long nextLink;
    private boolean draining;
    private long elections;
    private boolean alive = true;
    private Output.@Nullable AppendStart startWithoutRoom;

    SimProcess(SimNode node, World world, Network network, Members members, Watch watch, Volume volume) {
        this.node = node;
        this.world = world;
        this.network = network;
        this.members = members;
        this.watch = watch;
        this.volume = volume;
        this.log = new SimLog(world, node.disk, volume, this::input, this::flushed, this::written);
        this.core = new ReplicationCore(
                new ReplicationCore.Self(node.name, volume.incarnation, volume.instances, node.bootId()),
                SETTINGS,
                volume.state,
                log,
                now());
        this.memory = log.replayed(Math.max(log.start(), core.committed()));
        this.clients = new SimClientGate(this, watch);
        this.seeding = new SimSeeding(this, world, network, members, watch);
    }

    long now() {
        return node.now();
    }

    boolean isAlive() {
        return alive;
    }

    Store memory() {
        return memory;
    }

    void begin() {
        core.applied(memory.applied());
        tick();
    }

    /** @param saysGoodbye whether the kernel lives on and closes the connections */
    void end(boolean saysGoodbye) {
        alive = false;
        log.crash(!saysGoodbye, pending -> world.below(pending + 1));
        for (Network.End end : links.values()) {
            if (saysGoodbye) {
                network.close(end);
            } else {
                network.vanish(end);
            }
        }
        links.clear();
    }

    // ---- the loop

    /** Runs on this process's loop: now, when it wakes, or never. */
    void input(Runnable what) {
        if (!alive) {
            return;
        }
        if (node.isFrozen()) {
            inbox.add(what);
        } else {
            what.run();
            drain();
        }
    }

    void catchUp() {
        while (alive && !node.isFrozen() && !inbox.isEmpty()) {
            inbox.remove().run();
            drain();
        }
    }

    private void tick() {
        input(() -> {
            core.tick(now());
            Output.AppendStart start = startWithoutRoom;
            if (start != null && log.hasSpace()) {
                appendStart(start);
            }
            drain();
        });
        // A frozen process doesn't collect ticks; its timer fires once when it wakes.
        world.after(world.between(15 * World.MILLI, 35 * World.MILLI), () -> {
            if (alive) {
                if (node.isFrozen()) {
                    inbox.add(this::tick);
                } else {
                    tick();
                }
            }
        });
    }

    private void written() {
        if (core.writtenCounts()) {
            core.written(now());
        }
    }

    private void flushed() {
        core.flushed(now());
    }

    // ---- links

    long nextAccepted() {
        return nextLink++;
    }

    void accepted(Network.End end) {
        links.put(end.link, end);
    }

    void connected(Network.End end) {
        links.put(end.link, end);
        core.connected(end.link, now());
    }

    void closed(long link) {
        links.remove(link);
        core.disconnected(link, now());
    }

    void received(Network.End end, PeerMessage message) {
        if (links.get(end.link) == end) {
            core.received(end.link, message, now());
        }
    }

    private void send(long link, PeerMessage message) {
        Network.End end = links.get(link);
        if (end != null && end.open) {
            if (message instanceof PeerMessage.Ack ack) {
                watch.acks(this, ack);
            }
            end.out.put(message);
        }
    }

    void resetLinks() {
        List.copyOf(links.values()).forEach(network::reset);
    }

    // ---- commands and writes

    void control(ControlCommand command, Consumer<SimNode.Reply> answer) {
        core.control(command, answer, now());
    }

    void append(SimNode.Request.Append append, Consumer<SimNode.Response> client) {
        if (!log.hasSpace()) {
            client.accept(new SimNode.Response.Refused()); // an error, and nothing was written
            return;
        }
        SimRecord record = log.appendWrite(core.epoch(), append.id(), append.key());
        watch.appended(this, record);
        memory.apply(record);
        clients.awaits(record, client);
        core.applied(memory.applied());
        core.appended(now());
    }

    // ---- outputs

    void drain() {
        if (draining) {
            return;
        }
        draining = true;
        for (List<Output> outputs = core.takeOutputs(); !outputs.isEmpty(); outputs = core.takeOutputs()) {
            for (Output output : outputs) {
                carryOut(output);
            }
        }
        draining = false;
        log.relaxed(core.writtenCounts());
        clients.release();
    }

    @SuppressWarnings("unchecked")
    private void carryOut(Output output) {
        switch (output) {
            case Output.Send send -> send(send.link(), send.message());
            case Output.SendRecords send -> sendRecords(send);
            case Output.Connect connect ->
                network.connect(
                        node,
                        this,
                        connect.link(),
                        members.find(connect.leader().name()));
            case Output.Disconnect disconnect -> {
                Network.End end = links.remove(disconnect.link());
                if (end != null) {
                    network.close(end);
                }
            }
            case Output.Append append -> append(append);
            case Output.AppendStart start -> appendStart(start);
            case Output.Truncate truncate -> truncate(truncate);
            case Output.Seed seed -> seeding.begin(seed);
            case Output.StopSeeding stop -> seeding.stop();
            case Output.Persist persist -> log.persist(persist.state(), () -> core.persisted(persist.token(), now()));
            case Output.Answer answer -> {
                watch.answers(this, answer.status());
                ((Consumer<SimNode.Reply>) answer.replyTo()).accept(new SimNode.Reply(answer.status(), ""));
            }
            case Output.Refuse refuse ->
                ((Consumer<SimNode.Reply>) refuse.replyTo())
                        .accept(new SimNode.Reply(null, refuse.code() + " " + refuse.message()));
            case Output.CommitAdvanced advanced -> {
                if (core.isLeading()) {
                    watch.commits(this, advanced.offset());
                    seeding.committed();
                } else {
                    applyTo(advanced.offset());
                }
            }
            case Output.Deposed deposed -> {
                world.say(() -> node.name + " is deposed from epoch " + deposed.epoch() + " at " + log.end()
                        + ", committed " + deposed.committed());
                elections++;
                clients.deposed();
                seeding.deposed();
                if (memory.applied() > deposed.committed()) {
                    rebuild(Math.max(log.start(), deposed.committed()));
                }
            }
            case Output.Elected elected -> elected(elected);
            case Output.Opened opened -> world.say(() -> node.name + " opens epoch " + opened.epoch());
            case Output.WritesPaused paused -> world.say(() -> node.name + " holds writes back at " + log.end());
            case Output.WritesResumed resumed -> {
                world.say(() -> node.name + " takes writes again");
                clients.resumed();
            }
            case Output.Alarm alarm -> watch.alarm(this, alarm.message());
            case Output.Note note -> world.say(() -> node.name + ": " + note.message());
        }
    }

    private void sendRecords(Output.SendRecords send) {
        if (send.from() >= log.end().offset()) {
            throw new IllegalStateException(node.name + " has nothing to send from " + send.from());
        }
        var bytes = log.read(send.from(), send.maxBytes());
        long upTo = send.from() + bytes.remaining();
        send(send.link(), new PeerMessage.Records(send.from(), bytes, send.heartbeat()));
        core.recordsSent(send.link(), upTo, now());
    }

    private void append(Output.Append append) {
        if (!log.hasSpace()) {
            core.appendRefused("no space left on the volume", now());
            return;
        }
        for (SimRecord record : SimRecord.read(append.records())) {
            log.append(record);
            watch.appended(this, record);
        }
        core.appended(now());
    }

    /** Without room it is tried again at every tick; another may be elected meanwhile. */
    private void appendStart(Output.AppendStart start) {
        startWithoutRoom = null;
        if (!core.isLeading() || !core.epoch().equals(start.epoch())) {
            return;
        }
        if (!log.hasSpace()) {
            startWithoutRoom = start;
            return;
        }
        SimRecord record = SimRecord.start(start.epoch(), log.end().offset(), start.lossAccepted());
        log.append(record);
        watch.appended(this, record);
        if (memory.applied() == record.start()) {
            memory.apply(record); // the disk was full when memory was complete
        }
        core.startAppended(now());
    }

    private void truncate(Output.Truncate truncate) {
        long to = truncate.to().offset();
        long end = log.end().offset();
        world.say(() -> node.name + " cuts its log from " + log.end() + " to " + truncate.to());
        watch.cuts(this, to, truncate.byEpoch());
        long writes = log.writesFrom(to);
        if (memory.applied() > to) {
            rebuild(to);
        }
        log.truncate(to, () -> core.truncated(new MemberStatus.Cut(truncate.byEpoch(), to, end, writes), now()));
    }

    private void elected(Output.Elected elected) {
        world.say(() -> node.name + " is elected for epoch " + elected.epoch() + " at " + log.end());
        watch.elected(this, elected.epoch());
        long election = ++elections;
        world.after(
                world.between(0, 20 * World.MILLI),
                () -> input(() -> {
                    if (election == elections) {
                        applyTo(log.end().offset());
                        core.memoryComplete(now());
                    }
                }));
    }

    // ---- memory

    private void rebuild(long offset) {
        become(log.replayed(offset));
    }

    void become(Store store) {
        memory = store;
        core.applied(memory.applied());
    }

    private void applyTo(long offset) {
        while (memory.applied() < offset) {
            memory.apply(log.at(memory.applied()));
        }
        core.applied(memory.applied());
    }

    /** Drops the log's beginning, as retention does. */
    boolean trim() {
        return !core.isSeeding() && log.trim(Math.min(core.committed(), memory.applied()));
    }
}
