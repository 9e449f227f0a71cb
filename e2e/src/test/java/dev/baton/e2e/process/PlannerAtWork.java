package dev.baton.e2e.process;

import dev.baton.operator.decide.Action;
import dev.baton.operator.decide.Plan;
import dev.baton.operator.decide.Planner;
import dev.baton.operator.decide.Timing;
import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.Observation;
import dev.baton.operator.observe.PodSeen;
import dev.baton.operator.observe.RecordSeen;
import dev.baton.operator.observe.RequestAnnotation;
import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.operator.observe.StatusSeen;
import dev.baton.operator.observe.Wish;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The operator's planner over real members: plans on one thread by what each member's {@link ControlLine} heard, carries out, again. The
 * record, the Service and the requests, which Kubernetes keeps otherwise, are fields here.
 */
final class PlannerAtWork implements AutoCloseable {
    private static final String RECORD_UID = "lease-1";
    private static final int STORY_LINES = 400;

    private final Planner planner = new Planner(Timing.DEFAULT);
    private final Map<MemberName, NodeProcess> nodes = new TreeMap<>();
    private final Map<MemberName, ControlLine> lines = new TreeMap<>();
    private final Map<String, Long> requestSince = new HashMap<>();
    private final @Nullable Wiring wiring;
    private final Thread thread;
    private final long beganAt = System.nanoTime();
    private final List<String> story = new ArrayList<>(); // guarded by itself
    private final ConcurrentLinkedQueue<RequestAnnotation> asked = new ConcurrentLinkedQueue<>();
    private final List<RequestAnnotation> annotations = new ArrayList<>();
    private volatile Wish wish;
    private volatile List<RequestSeen> requests = List.of();
    private volatile @Nullable LeadershipRecord record;
    private volatile @Nullable MemberName routed;
    private volatile boolean ending;
    private int version;
    private long recordReadAt;
    private long recordSwappedAt = System.nanoTime();

    /** Each reaches each directly. */
    PlannerAtWork(Wish wish, List<NodeProcess> all) {
        this(wish, all, null);
    }

    /** All that operator and members say goes over {@code wiring}, if there is one. */
    PlannerAtWork(Wish wish, List<NodeProcess> all, @Nullable Wiring wiring) {
        this.wish = wish;
        this.wiring = wiring;
        for (NodeProcess node : all) {
            nodes.put(node.name(), node);
        }
        thread = Thread.ofPlatform()
                .daemon()
                .name("planner")
                .uncaughtExceptionHandler((ended, failure) -> say("the planner's thread ended: " + failure))
                .unstarted(this::run);
        for (NodeProcess node : all) {
            lines.put(
                    node.name(),
                    new ControlLine(
                            node,
                            wiring == null ? node.control() : wiring.control(node.name()),
                            this::say,
                            () -> LockSupport.unpark(thread)));
        }
        thread.start();
    }

    /** As a person edits the resource. */
    void wish(Wish other) {
        wish = other;
    }

    Wish wish() {
        return wish;
    }

    /** The newest answer of a member; null for none yet. */
    @Nullable
    MemberStatus answer(MemberName member) {
        StatusSeen status = line(member).heard().status();
        return status == null ? null : status.status();
    }

    private ControlLine line(MemberName member) {
        ControlLine line = lines.get(member);
        if (line == null) {
            throw new IllegalArgumentException("no member " + member);
        }
        return line;
    }

    /** Where the leader Service leads now. */
    @Nullable
    MemberName routed() {
        return routed;
    }

    @Nullable
    LeadershipRecord record() {
        return record;
    }

    List<RequestSeen> requests() {
        return requests;
    }

    /** As a person annotates the resource. */
    void ask(RequestType type, String target) {
        asked.add(new RequestAnnotation(type, target, null, false));
    }

    /** What was done and why, a line each, the newest ones. */
    String story() {
        synchronized (story) {
            return String.join("\n", story);
        }
    }

    private void say(String line) {
        synchronized (story) {
            story.add((System.nanoTime() - beganAt) / 1_000_000 + " ms: " + line);
            if (story.size() > STORY_LINES) {
                story.removeFirst();
            }
        }
    }

    private void run() {
        while (!ending) {
            for (RequestAnnotation next = asked.poll(); next != null; next = asked.poll()) {
                annotations.add(next);
            }
            Plan plan = planner.plan(observe());
            plan.actions().forEach(this::carryOut);
            LockSupport.parkNanos(Math.min(plan.wakeAfterMillis(), 50) * 1_000_000);
        }
    }

    private Observation observe() {
        long now = System.nanoTime();
        recordReadAt = now;
        TreeMap<MemberName, MemberSeen> seen = new TreeMap<>();
        lines.forEach((name, line) -> {
            ControlLine.Heard heard = line.heard();
            NodeProcess node = nodes.get(name);
            seen.put(
                    name,
                    new MemberSeen(
                            name,
                            true,
                            "pvc-" + name,
                            new PodSeen(
                                    name + "-0",
                                    "pod-" + name,
                                    node == null ? null : node.address(),
                                    false,
                                    true,
                                    null,
                                    false),
                            heard.status(),
                            heard.answered() ? 0 : (now - heard.at()) / 1_000_000,
                            heard.refused(),
                            null));
        });
        List<RequestSeen> aged = requests.stream()
                .map(request -> inState(
                        request,
                        request.state(),
                        (now - requestSince.computeIfAbsent(request.id() + request.state(), key -> now)) / 1_000_000))
                .toList();
        LeadershipRecord current = record;
        return new Observation(
                now,
                wish,
                false,
                new RecordSeen(
                        current,
                        current == null ? "" : RECORD_UID,
                        current == null ? "" : "v" + version,
                        true,
                        recordReadAt,
                        (now - recordSwappedAt) / 1_000_000),
                seen,
                routed,
                aged,
                annotations);
    }

    private static RequestSeen inState(RequestSeen request, RequestState state, long millis) {
        return new RequestSeen(
                request.id(),
                request.type(),
                request.target(),
                state,
                request.epoch(),
                request.acceptDataLoss(),
                millis);
    }

    private void carryOut(Action action) {
        switch (action) {
            case Action.CreateRecord create -> swap(create.record(), create.reason());
            case Action.SwapRecord swap -> {
                if (swap.expectedVersion().equals("v" + version)) {
                    swap(swap.record(), swap.reason());
                }
            }
            case Action.ReadRecordAgain again -> {}
            case Action.Tell tell -> {
                ControlCommand command = wiring == null ? tell.command() : wiring.wired(tell.member(), tell.command());
                if (line(tell.member()).tell(command)) {
                    say(tell.member() + " <- " + String.join(" ", command.encode()) + " (" + tell.reason() + ")");
                }
            }
            case Action.RouteLeader route -> routed = route.member();
            case Action.LabelRoles roles -> {}
            case Action.ReplacePod replace -> {}
            case Action.RetireMember retire -> {}
            case Action.RecordRequest request -> {
                List<RequestSeen> more = new ArrayList<>(requests);
                RequestAnnotation annotation = request.annotation();
                more.addFirst(new RequestSeen(
                        "request-" + (more.size() + 1),
                        annotation.type(),
                        annotation.value(),
                        RequestState.PENDING,
                        Epoch.NONE,
                        annotation.acceptDataLoss(),
                        0));
                requests = List.copyOf(more);
            }
            case Action.RemoveAnnotation remove -> annotations.remove(remove.annotation());
            case Action.UpdateRequest update -> {
                say("request " + update.id() + " " + update.state() + ": " + update.message());
                requests = requests.stream()
                        .map(request -> request.id().equals(update.id()) ? updated(request, update) : request)
                        .toList();
            }
            case Action.Mark mark -> {}
            case Action.Report report -> {}
        }
    }

    private static RequestSeen updated(RequestSeen request, Action.UpdateRequest update) {
        MemberName target = update.target();
        Epoch epoch = update.epoch();
        return new RequestSeen(
                request.id(),
                request.type(),
                target == null ? request.target() : target.value(),
                update.state(),
                epoch == null ? request.epoch() : epoch,
                request.acceptDataLoss(),
                0);
    }

    private void swap(LeadershipRecord next, String why) {
        say("record " + next + " (" + why + ")");
        record = next;
        version++;
        recordSwappedAt = System.nanoTime();
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        thread.join(10_000);
        for (ControlLine line : lines.values()) {
            line.close();
        }
    }
}
