package dev.baton.simulation;

import dev.baton.operator.decide.Action;
import dev.baton.operator.decide.EventKind;
import dev.baton.operator.decide.Plan;
import dev.baton.operator.decide.Planner;
import dev.baton.operator.decide.Timing;
import dev.baton.operator.members.AnsweringContainer;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.operator.observe.PodSeen;
import dev.baton.operator.observe.RecordSeen;
import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.StatusSeen;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An operator: the production planner with a cache that lags, members that answer late or never, and writes whose outcome may stay
 * unknown. All it knows is lost when it ends.
 */
final class SimOperator {
    private static final long PROBE_EVERY = 200 * World.MILLI;
    private static final long TIMEOUT = 600 * World.MILLI;

    private final Cluster cluster;
    private final World world;
    private final Api api;
    private final String place;
    private final Planner planner = new Planner(Timing.DEFAULT);
    private final Workloads workloads;
    private double lateWords = 0.05;
    private double clockRate = 1;
    private boolean watches = true;
    private @Nullable Run run;
    /** How many more things it does before it ends; negative: it doesn't. */
    private long left = -1;

    SimOperator(Cluster cluster, Api api, String place) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.api = api;
        this.place = place;
        this.workloads = new Workloads(cluster, api);
    }

    /**
     * @param lateWords how likely a command comes a second time, late
     * @param clockRate how fast its clock runs against true time
     */
    SimOperator with(double lateWords, double clockRate) {
        this.lateWords = lateWords;
        this.clockRate = clockRate;
        return this;
    }

    /** Whether its cache follows the API server. */
    void watches(boolean on) {
        watches = on;
    }

    private long now() {
        return (long) (world.now() * clockRate);
    }

    String place() {
        return place;
    }

    boolean isRunning() {
        return run != null;
    }

    void start() {
        if (run == null) {
            world.say(() -> place + " starts");
            run = new Run();
            run.begin();
        }
    }

    /** It ends between any two steps; what it sent is under way. */
    void kill() {
        if (run != null) {
            world.say(() -> place + " ends");
            run = null;
        }
    }

    /** It does so many things more, then it ends in the midst of its plan, and a new one starts a moment later. */
    void killAfter(long actions) {
        left = actions;
    }

    /** Whether it ended as {@link #killAfter} said. */
    boolean wasKilled() {
        return left < 0;
    }

    private boolean endsBefore(Action action) {
        boolean doesSomething = !(action instanceof Action.Report || action instanceof Action.Mark);
        if (left < 0 || !doesSomething || left-- > 0) {
            return false;
        }
        world.say(() -> place + " was about to: " + action);
        kill();
        world.after(world.between(50 * World.MILLI, 500 * World.MILLI), this::start);
        return true;
    }

    /** What it knows of a member. */
    private static final class Known {
        @Nullable
        StatusSeen status;

        long lastAnswered;
        boolean refused;
        boolean newestAnswered;
        long newestAsked;
        final Map<String, Long> underWay = new TreeMap<>();

        @Nullable
        String terminatedContainer;

        final Map<String, Long> lastTold = new TreeMap<>();
        /** As the pod's status says. */
        String running = "";

        final AnsweringContainer answering = new AnsweringContainer();
    }

    /** One process of it. */
    private final class Run {
        private final Map<MemberName, Known> members = new TreeMap<>();
        private RecordStore.Read record = new RecordStore.Read(null, "", "", 0);
        private boolean recordFromServer;
        private boolean recordKnown;
        private boolean swapUnderWay;
        private boolean readUnderWay;
        private long recordReadAt;
        private final Map<String, Long> requestSince = new TreeMap<>();
        private boolean planning;

        private boolean over() {
            return run != this;
        }

        private void begin() {
            meetMembers();
            watch();
            readRecord();
            planIn(0);
        }

        /** Those of the spec, and those that still have a volume. */
        private void meetMembers() {
            for (int ordinal = 0; ordinal < api.wish.replicas(); ordinal++) {
                meet(Workloads.member(ordinal));
            }
            cluster.nodes().forEach(node -> meet(node.name));
            members.keySet().removeIf(name -> Workloads.ordinal(name) >= api.wish.replicas() && !exists(name));
        }

        private void meet(MemberName name) {
            if (!members.containsKey(name)) {
                Known known = new Known();
                known.lastAnswered = now();
                members.put(name, known);
                world.after(world.between(0, PROBE_EVERY), () -> probe(name));
            }
        }

        private boolean exists(MemberName name) {
            return cluster.has(name.value()) && !cluster.node(name).isRetired();
        }

        /** The cache follows the API server with a delay. */
        private void watch() {
            if (over()) {
                return;
            }
            if (!api.out && watches) {
                meetMembers();
                RecordStore.Read seen = cluster.record.read();
                boolean stale = world.chance(0.05);
                world.after(stale ? world.between(0, World.SECOND) : world.between(0, 10 * World.MILLI), () -> {
                    if (!over() && !api.out && newer(seen) && !swapUnderWay) {
                        take(seen, false, now());
                    }
                });
                cluster.nodes().forEach(this::watchPod);
            }
            world.after(world.between(20 * World.MILLI, 60 * World.MILLI), this::watch);
        }

        private void watchPod(SimNode node) {
            Known known = known(node.name);
            String terminated = api.terminatedContainer(node.name);
            String running = node.process() == null && terminated != null ? "" : node.containerId();
            if (!running.equals(known.running) || !Objects.equals(terminated, known.terminatedContainer)) {
                world.after(world.between(0, 300 * World.MILLI), () -> {
                    known.terminatedContainer = terminated;
                    known.running = running;
                });
            }
        }

        private boolean newer(RecordStore.Read seen) {
            return recordKnown && (number(seen) > number(record) || seen.uid().isEmpty());
        }

        private static long number(RecordStore.Read read) {
            return read.version().isEmpty() ? 0 : Long.parseLong(read.version().substring(1));
        }

        private void take(RecordStore.Read seen, boolean fromServer, long readAt) {
            boolean changed = !seen.version().equals(record.version()) || !recordKnown;
            record = seen;
            recordFromServer = fromServer;
            recordReadAt = readAt;
            recordKnown = true;
            if (changed) {
                planIn(0);
            }
        }

        private void readRecord() {
            if (readUnderWay) {
                return;
            }
            readUnderWay = true;
            long sent = now();
            world.after(apiDelay(), () -> {
                if (over()) {
                    return;
                }
                if (api.out) {
                    readUnderWay = false;
                    world.after(200 * World.MILLI, () -> {
                        if (!over()) {
                            readRecord();
                        }
                    });
                    return;
                }
                RecordStore.Read seen = cluster.record.read();
                world.after(apiDelay(), () -> {
                    readUnderWay = false;
                    if (!over()) {
                        take(seen, true, sent);
                        planIn(0);
                    }
                });
            });
        }

        private long apiDelay() {
            return world.chance(0.02)
                    ? world.between(World.MILLI, 400 * World.MILLI)
                    : world.between(World.MILLI, 6 * World.MILLI);
        }

        // ---- members

        private Known known(MemberName name) {
            Known known = members.get(name);
            if (known == null) {
                throw new IllegalStateException();
            }
            return known;
        }

        private void probe(MemberName name) {
            Known known = members.get(name);
            if (over() || known == null) {
                return; // it is known no more
            }
            if (exists(name) && !known.underWay.containsKey("STATUS")) {
                tell(name, new ControlCommand.Status());
            }
            world.after(PROBE_EVERY, () -> probe(name));
        }

        private void tell(MemberName name, ControlCommand command) {
            if (!exists(name)) {
                return;
            }
            Known known = known(name);
            String what = command instanceof ControlCommand.Status ? "STATUS" : String.join(" ", command.encode());
            if (known.underWay.containsKey(what)) {
                return;
            }
            // A repetition is harmless, and useless before the last one can have had an effect.
            if (!(command instanceof ControlCommand.Status)) {
                Long last = known.lastTold.get(what);
                if (last != null && world.now() - last < 100 * World.MILLI) {
                    return;
                }
                known.lastTold.put(what, world.now());
                world.say(() -> place + " tells " + name + ": " + what);
            }
            long sent = world.now();
            known.underWay.put(what, sent);
            known.newestAsked = sent;
            known.newestAnswered = false;
            SimNode node = cluster.node(name);
            world.after(TIMEOUT, () -> {
                if (known.underWay.getOrDefault(what, -1L) == sent) {
                    known.underWay.remove(what);
                }
            });
            // Now and then a command gets stuck on its way and arrives when nobody thinks of it any more.
            long delay = world.chance(0.01) ? world.between(World.MILLI, 5 * World.SECOND) : 0;
            world.after(
                    delay,
                    () -> cluster.network.carry(
                            place,
                            node.place(),
                            () -> node.control(
                                    command,
                                    reply -> cluster.network.carry(
                                            node.place(), place, () -> answered(known, what, sent, reply)))));
            boolean again = !(command instanceof ControlCommand.Status) && world.chance(lateWords);
            if (again) {
                world.after(world.between(World.MILLI, 6 * World.SECOND), () -> {
                    world.say(() -> place + "'s old word reaches " + name + ": " + what);
                    node.control(command, reply -> {});
                });
            }
        }

        private void answered(Known known, String what, long sent, SimNode.Reply reply) {
            if (over() || world.now() - sent > TIMEOUT) {
                return;
            }
            known.underWay.remove(what);
            MemberStatus status = reply.status();
            if (status != null) {
                known.status = new StatusSeen(status, now(), known.answering.heard(status.instance(), known.running));
            } else if (reply.refusal().equals("connection refused")) {
                known.refused = true;
                planIn(0);
                return;
            } else {
                world.say(() -> place + " hears: " + reply.refusal());
            }
            known.refused = false;
            known.lastAnswered = now();
            if (sent == known.newestAsked) {
                known.newestAnswered = true;
            }
            planIn(World.MILLI);
        }

        // ---- planning

        private void planIn(long nanos) {
            if (nanos <= World.MILLI && !planning) {
                planning = true;
                world.after(nanos, () -> {
                    planning = false;
                    plan();
                });
            } else if (nanos > World.MILLI) {
                world.after(nanos, this::plan);
            }
        }

        private long lastWake;

        private void plan() {
            if (over() || !recordKnown || swapUnderWay) {
                return;
            }
            Plan plan = planner.plan(observe());
            for (Action action : plan.actions()) {
                if (action instanceof Action.Report report && report.kind() == EventKind.WRITES_MAY_BE_MISSING) {
                    cluster.watch.warned(Objects.requireNonNull(record.record()).epoch());
                }
            }
            for (Action action : plan.actions()) {
                if (endsBefore(action)) {
                    return;
                }
                carryOut(action);
            }
            long wake = world.now() + Math.max(5, plan.wakeAfterMillis()) * World.MILLI;
            if (lastWake <= world.now() || wake < lastWake) {
                lastWake = wake;
                planIn(wake - world.now());
            }
        }

        private Observation observe() {
            long now = now();
            TreeMap<MemberName, MemberSeen> seen = new TreeMap<>();
            members.forEach((name, known) -> seen.put(name, seen(name, known, now)));
            List<RequestSeen> requests = new ArrayList<>();
            for (RequestSeen request : api.requests()) {
                long since = requestSince.computeIfAbsent(request.id() + request.state(), key -> now);
                requests.add(new RequestSeen(
                        request.id(),
                        request.type(),
                        request.target(),
                        request.state(),
                        request.epoch(),
                        request.acceptDataLoss(),
                        (now - since) / World.MILLI));
            }
            return new Observation(
                    now,
                    api.wish,
                    false,
                    new RecordSeen(
                            record.record(),
                            record.uid(),
                            record.version(),
                            recordFromServer,
                            recordReadAt,
                            (world.now() - record.swappedAt()) / World.MILLI),
                    seen,
                    api.routed,
                    requests,
                    api.annotations);
        }

        private MemberSeen seen(MemberName name, Known known, long now) {
            boolean there = exists(name);
            return new MemberSeen(
                    name,
                    Workloads.ordinal(name) < api.wish.replicas(),
                    there ? "pvc-" + name : null,
                    there
                            ? new PodSeen(
                                    name + "-0",
                                    "pod-" + name,
                                    name.value(),
                                    false,
                                    true,
                                    known.terminatedContainer,
                                    false)
                            : null,
                    known.status,
                    known.newestAnswered ? 0 : (now - known.lastAnswered) / World.MILLI,
                    known.refused,
                    null);
        }

        private void carryOut(Action action) {
            switch (action) {
                case Action.CreateRecord create -> swap(null, create.record());
                case Action.SwapRecord swap -> {
                    world.say(() -> place + " swaps: " + swap.reason());
                    swap(swap.expectedVersion(), swap.record());
                }
                case Action.ReadRecordAgain again -> readRecord();
                case Action.Tell tell -> tell(tell.member(), tell.command());
                case Action.RouteLeader route -> toApi(() -> api.routed = route.member());
                case Action.LabelRoles roles -> {}
                case Action.ReplacePod replace -> {}
                case Action.RetireMember retire -> toApi(() -> workloads.retire(retire.member()));
                case Action.RecordRequest request -> toApi(() -> api.record(request.annotation()));
                case Action.RemoveAnnotation remove -> toApi(() -> api.remove(remove.annotation()));
                case Action.UpdateRequest update ->
                    toApi(() -> {
                        world.say(() ->
                                place + " request " + update.id() + " " + update.state() + ": " + update.message());
                        api.update(update);
                    });
                case Action.Mark mark -> {}
                case Action.Report report -> {}
            }
        }

        private void toApi(Runnable write) {
            world.after(apiDelay(), () -> {
                if (!api.out) {
                    write.run();
                }
            });
        }

        private void swap(@Nullable String expected, LeadershipRecord next) {
            swapUnderWay = true;
            world.after(apiDelay(), () -> {
                // The request is under way even when its sender is gone.
                boolean arrives = !api.out && !world.chance(0.02);
                if (arrives) {
                    if (expected == null) {
                        cluster.record.create(next);
                    } else {
                        cluster.record.swap(expected, next);
                    }
                }
                RecordStore.Read after = cluster.record.read();
                boolean known = arrives && !world.chance(0.05);
                world.after(known ? apiDelay() : 300 * World.MILLI, () -> {
                    if (over()) {
                        return;
                    }
                    swapUnderWay = false;
                    if (known && next.equals(after.record())) {
                        take(after, true, now());
                    }
                    readRecord(); // a conflict or an unknown outcome: look anew
                });
            });
        }
    }
}
