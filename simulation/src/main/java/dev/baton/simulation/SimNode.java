package dev.baton.simulation;

import dev.baton.node.replication.CoreSettings;
import dev.baton.node.replication.DurableState;
import dev.baton.node.replication.Output;
import dev.baton.node.replication.PeerMessage;
import dev.baton.node.replication.ReplicationCore;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member's machine: a volume, at most one process on it, a clock of its own rate. What the process does around the core is what the
 * server does: outputs in order, memory, reply gate, seeding.
 */
final class SimNode {
    static final CoreSettings SETTINGS = new CoreSettings(
            100 * World.MILLI,
            100 * World.MILLI,
            1000 * World.MILLI,
            64L * SimRecord.LENGTH,
            8 * SimRecord.LENGTH,
            10,
            1000 * World.MILLI);

    private final World world;
    private final Network network;
    private final Members members;
    private final Invariants invariants;
    final MemberName name;
    final SimLog.Disk disk = new SimLog.Disk();
    /** Every volume this member ever had; the last one is in use. */
    final List<Volume> volumes = new ArrayList<>();

    private double clockRate = 1.0;
    private long clockOffset;
    private boolean powered = true;
    private boolean frozen;
    private @Nullable Process process;
    private long boots = 1;

    SimNode(World world, Network network, Members members, Invariants invariants, MemberName name) {
        this.world = world;
        this.network = network;
        this.members = members;
        this.invariants = invariants;
        this.name = name;
        newVolume();
    }

    // ---- the machine

    String place() {
        return name.value();
    }

    boolean isUp() {
        return powered;
    }

    boolean isFrozen() {
        return frozen;
    }

    @Nullable
    Process process() {
        return process;
    }

    Process running() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(name + " isn't running");
        }
        return running;
    }

    /** As the kubelet counts them. */
    String containerId() {
        return name + "/" + volumes.size() + "/" + volume().instances;
    }

    Volume volume() {
        return volumes.getLast();
    }

    /** @param rate how fast this clock runs against true time */
    void clock(double rate, long offset) {
        clockRate = rate;
        clockOffset = offset;
    }

    long now() {
        return (long) (world.now() * clockRate) + clockOffset;
    }

    private void newVolume() {
        volumes.add(new Volume(new Incarnation(name + "#" + volumes.size())));
    }

    void start() {
        if (process != null) {
            return;
        }
        powered = true;
        frozen = false;
        volume().recover();
        volume().instances++;
        process = new Process(volume());
        world.say(name + " starts as " + volume().incarnation + " at " + volume().position());
        process.begin();
    }

    /** kill -9: connections are closed, what was handed to the kernel may survive. */
    void kill() {
        Process dying = process;
        if (dying != null) {
            world.say(name + " is killed");
            dying.end(true);
        }
    }

    /** Power loss: nobody says goodbye, and what isn't synced may be gone. */
    void powerLoss() {
        Process dying = process;
        if (dying != null) {
            world.say(name + " loses power");
            dying.end(false);
        }
        if (!powered) {
            return;
        }
        powered = false;
        boots++;
        List<SimRecord> gone = new ArrayList<>();
        Volume after = volume().afterPowerLoss(unsynced -> world.below(unsynced + 1), gone);
        if (after != volume()) {
            volumes.add(after);
            world.say(name + " comes back as " + after.incarnation);
        }
        invariants.lostPower(gone);
    }

    /** The volume is gone; the next start is an empty member of another incarnation. */
    void loseVolume() {
        kill();
        world.say(name + " loses its volume");
        newVolume();
    }

    /** SIGSTOP. */
    void freeze() {
        if (process != null && !frozen) {
            world.say(name + " is frozen");
            frozen = true;
        }
    }

    /** SIGCONT: whatever came meanwhile is handled at once. */
    void thaw() {
        if (!frozen) {
            return;
        }
        frozen = false;
        world.say(name + " is thawed");
        Process thawed = process;
        if (thawed != null) {
            thawed.catchUp();
        }
    }

    // ---- from outside

    /** A control command, which arrived. The answer may never come. */
    void control(ControlCommand command, Consumer<Reply> answer) {
        Process running = process;
        if (running == null) {
            answer.accept(new Reply(null, "connection refused"));
        } else {
            running.input(() -> running.control(command, answer));
        }
    }

    /** What a control command brought: a status or a refusal. */
    record Reply(@Nullable MemberStatus status, String refusal) {}

    /** What a client asked for. */
    sealed interface Request {
        record Append(long id, int key) implements Request {}

        record Read(int key) implements Request {}
    }

    /** What a client was told. */
    sealed interface Response {
        record Appended() implements Response {}

        record Values(List<Long> ids, boolean byLeader) implements Response {}

        /** It never ran. */
        record Refused() implements Response {}

        /** It may have run. */
        record Unknown() implements Response {}
    }

    void request(Request request, Consumer<Response> client) {
        Process running = process;
        if (running == null) {
            client.accept(new Response.Refused());
        } else {
            running.input(() -> running.request(request, client));
        }
    }

    // ---- the process

    /** One run of the storage node. */
    final class Process {
        private record Waiting(
                Epoch epoch, long offset, @Nullable SimRecord written, Response response, Consumer<Response> client) {}

        private record Queued(Request.Append append, Consumer<Response> client) {}

        private record Seeding(Epoch epoch, long token) {}

        final Volume volume;
        final SimLog log;
        final ReplicationCore core;
        private Store memory;
        private final Map<Long, Network.End> links = new TreeMap<>();
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private final ArrayDeque<Queued> queued = new ArrayDeque<>();
        private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
        private long nextLink;
        private @Nullable Seeding seeding;
        private long nextSeeding = 1;
        private boolean draining;
        private long elections;
        private boolean alive = true;

        Process(Volume volume) {
            this.volume = volume;
            this.log = new SimLog(world, disk, volume, this::input, this::flushed, this::written);
            this.core = new ReplicationCore(
                    new ReplicationCore.Self(name, volume.incarnation, volume.instances, "boot-" + boots),
                    SETTINGS,
                    volume.state,
                    log,
                    now());
            this.memory = log.replayed(Math.max(log.start(), core.committed()));
        }

        SimNode node() {
            return SimNode.this;
        }

        Store memory() {
            return memory;
        }

        void begin() {
            core.applied(memory.applied());
            tick();
        }

        private void end(boolean saysGoodbye) {
            alive = false;
            process = null;
            frozen = false;
            log.crash(!saysGoodbye, pending -> world.below(pending + 1));
            for (Network.End end : links.values()) {
                if (saysGoodbye) {
                    network.close(end);
                } else {
                    network.vanish(end);
                }
            }
            links.clear();
            invariants.crashed(SimNode.this, log);
        }

        /** Runs on this process's loop: now, when it wakes, or never. */
        void input(Runnable what) {
            if (!alive) {
                return;
            }
            if (frozen) {
                inbox.add(what);
            } else {
                what.run();
                drain();
            }
        }

        private void catchUp() {
            while (alive && !frozen && !inbox.isEmpty()) {
                inbox.remove().run();
                drain();
            }
        }

        private void tick() {
            input(() -> {
                core.tick(now());
                drain();
                release();
            });
            // A frozen process doesn't collect ticks; its timer fires once when it wakes.
            world.after(world.between(15 * World.MILLI, 35 * World.MILLI), () -> {
                if (alive) {
                    if (frozen) {
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
                    invariants.acks(this, ack);
                }
                end.out.put(message);
            }
        }

        void resetLinks() {
            List.copyOf(links.values()).forEach(network::reset);
        }

        // ---- control

        void control(ControlCommand command, Consumer<Reply> answer) {
            core.control(command, answer, now());
        }

        // ---- clients

        void request(Request request, Consumer<Response> client) {
            switch (request) {
                case Request.Append append -> {
                    if (!core.isOpen()) {
                        client.accept(new Response.Refused());
                    } else if (core.isPaused()) {
                        queued.add(new Queued(append, client));
                    } else {
                        append(append, client);
                    }
                }
                case Request.Read read -> {
                    if (core.isOpen()) {
                        waiting.add(new Waiting(
                                core.epoch(),
                                memory.lastWrite(read.key()),
                                null,
                                new Response.Values(memory.list(read.key()), true),
                                client));
                        drain();
                        release();
                    } else if (core.isLeading()) {
                        client.accept(new Response.Refused());
                    } else {
                        List<Long> list = memory.list(read.key());
                        invariants.followerServes(this, list);
                        client.accept(new Response.Values(list, false));
                    }
                }
            }
        }

        private void append(Request.Append append, Consumer<Response> client) {
            SimRecord record = log.appendWrite(core.epoch(), append.id(), append.key());
            invariants.appended(this, record);
            memory.apply(record);
            waiting.add(new Waiting(core.epoch(), record.end(), record, new Response.Appended(), client));
            core.applied(memory.applied());
            core.appended(now());
        }

        /** The reply gate: lets go what is committed, in order; what needs the lease only while it holds. */
        private void release() {
            while (!waiting.isEmpty()) {
                Waiting next = waiting.element();
                if (next.offset() > core.committed()
                        || (next.written() == null || core.repliesNeedLease()) && !core.leaseHolds(now())) {
                    return;
                }
                waiting.remove();
                invariants.replies(this, next.written(), next.response());
                next.client().accept(next.response());
            }
        }

        // ---- outputs

        private void drain() {
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
            release();
        }

        @SuppressWarnings("unchecked")
        private void carryOut(Output output) {
            switch (output) {
                case Output.Send send -> send(send.link(), send.message());
                case Output.SendRecords send -> {
                    if (send.from() >= log.end().offset()) {
                        throw new IllegalStateException(name + " has nothing to send from " + send.from());
                    }
                    var bytes = log.read(send.from(), send.maxBytes());
                    long upTo = send.from() + bytes.remaining();
                    send(send.link(), new PeerMessage.Records(send.from(), bytes, send.heartbeat()));
                    core.recordsSent(send.link(), upTo, now());
                }
                case Output.Connect connect ->
                    network.connect(
                            SimNode.this,
                            this,
                            connect.link(),
                            members.find(connect.leader().name()));
                case Output.Disconnect disconnect -> {
                    Network.End end = links.remove(disconnect.link());
                    if (end != null) {
                        network.close(end);
                    }
                }
                case Output.Append append -> {
                    for (SimRecord record : SimRecord.read(append.records())) {
                        log.append(record);
                        invariants.appended(this, record);
                    }
                    core.appended(now());
                }
                case Output.AppendStart start -> {
                    SimRecord record = SimRecord.start(start.epoch(), log.end().offset(), start.lossAccepted());
                    log.append(record);
                    invariants.appended(this, record);
                    core.startAppended(now());
                }
                case Output.Truncate truncate -> {
                    long to = truncate.to().offset();
                    long end = log.end().offset();
                    world.say(name + " cuts its log from " + log.end() + " to " + truncate.to());
                    invariants.cuts(this, to);
                    if (memory.applied() > to) {
                        memory = log.replayed(to);
                        core.applied(to);
                    }
                    log.truncate(
                            to,
                            () -> core.truncated(
                                    new MemberStatus.Cut(truncate.byEpoch(), to, end, (end - to) / SimRecord.LENGTH),
                                    now()));
                }
                case Output.Seed seed -> seed(seed);
                case Output.StopSeeding stop -> seeding = null;
                case Output.Persist persist ->
                    log.persist(persist.state(), () -> core.persisted(persist.token(), now()));
                case Output.Answer answer -> {
                    invariants.answers(this, answer.status());
                    ((Consumer<Reply>) answer.replyTo()).accept(new Reply(answer.status(), ""));
                }
                case Output.Refuse refuse ->
                    ((Consumer<Reply>) refuse.replyTo())
                            .accept(new Reply(null, refuse.code() + " " + refuse.message()));
                case Output.CommitAdvanced advanced -> {
                    if (core.isLeading()) {
                        invariants.commits(this, advanced.offset());
                        release();
                    } else {
                        applyTo(advanced.offset());
                    }
                }
                case Output.Deposed deposed -> {
                    world.say(name + " is deposed from epoch " + deposed.epoch() + " at " + log.end() + ", committed "
                            + deposed.committed());
                    elections++;
                    waiting.forEach(each -> each.client().accept(new Response.Unknown()));
                    waiting.clear();
                    queued.forEach(each -> each.client().accept(new Response.Refused()));
                    queued.clear();
                    if (memory.applied() > deposed.committed()) {
                        memory = log.replayed(Math.max(log.start(), deposed.committed()));
                        core.applied(memory.applied());
                    }
                }
                case Output.Elected elected -> {
                    world.say(name + " is elected for epoch " + elected.epoch() + " at " + log.end());
                    invariants.elected(this, elected.epoch());
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
                case Output.Opened opened -> world.say(name + " opens epoch " + opened.epoch());
                case Output.WritesPaused paused -> world.say(name + " holds writes back at " + log.end());
                case Output.WritesResumed resumed -> {
                    world.say(name + " takes writes again");
                    List<Queued> now = List.copyOf(queued);
                    queued.clear();
                    for (Queued each : now) {
                        append(each.append(), each.client());
                    }
                }
                case Output.Alarm alarm -> invariants.alarm(this, alarm.message());
                case Output.Note note -> world.say(name + ": " + note.message());
            }
        }

        private void applyTo(long offset) {
            while (memory.applied() < offset) {
                memory.apply(log.at(memory.applied()));
            }
            core.applied(memory.applied());
        }

        // ---- seeding

        private void seed(Output.Seed wish) {
            Seeding mine = new Seeding(wish.epoch(), nextSeeding++);
            seeding = mine;
            world.say(name + " is to be seeded by " + wish.leader().name());
            invariants.seeds(this);
            askForSeed(mine, wish.leader());
        }

        private void askForSeed(Seeding mine, DurableState.LeaderAddress leader) {
            SimNode from = members.find(leader.name());
            // A connection of its own; a lost one shows as silence.
            world.after(2 * World.SECOND, () -> input(() -> seedingLost(mine)));
            if (from == null) {
                return;
            }
            network.carry(place(), from.place(), () -> {
                Process there = from.process();
                if (there != null) {
                    there.input(() -> there.giveSeed(
                            mine.epoch(),
                            snapshot -> network.carry(
                                    from.place(),
                                    place(),
                                    () -> world.after(
                                            world.between(10 * World.MILLI, 300 * World.MILLI),
                                            () -> input(() -> seedArrived(mine, snapshot))))));
                }
            });
        }

        private void seedingLost(Seeding mine) {
            if (mine.equals(seeding)) {
                seeding = null;
                core.seedingFailed("nothing came from the leader for 2 s", now());
            }
        }

        /**
         * A snapshot exactly at a position committed in this very epoch (finding F13); from a leader that isn't open the one it keeps, since
         * it may need this very follower to open.
         */
        private void giveSeed(Epoch epoch, Consumer<Snapshot> taker) {
            if (!core.isLeading() || !core.epoch().equals(epoch)) {
                return;
            }
            if (!core.isOpen() && log.start() > 0) {
                taker.accept(log.snapshotAt(log.start()));
            } else if (core.isOpen()
                    && core.committed() >= log.start()
                    && log.history().epochAt(core.committed()).equals(epoch)) {
                taker.accept(log.snapshotAt(core.committed()));
            }
        }

        private void seedArrived(Seeding mine, Snapshot snapshot) {
            if (!mine.equals(seeding)) {
                return;
            }
            log.install(snapshot, () -> alive && mine.equals(seeding), () -> {
                seeding = null;
                invariants.seeded(this, snapshot);
                memory = snapshot.store().copy();
                world.say(name + " is seeded at " + snapshot.position());
                core.applied(memory.applied());
                core.seeded(snapshot.position(), now());
            });
        }

        /** Drops the log's beginning, as retention does. */
        boolean trim() {
            return !core.isSeeding() && log.trim(Math.min(core.committed(), memory.applied()));
        }
    }
}
