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
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The operator's planner over real members, on one thread: asks each member, plans, carries out, again. The record, the Service and the
 * requests, which Kubernetes keeps otherwise, are fields here.
 */
final class PlannerAtWork implements AutoCloseable {
    private static final String RECORD_UID = "lease-1";

    private final Planner planner = new Planner(Timing.DEFAULT);
    private final Map<MemberName, NodeProcess> nodes = new TreeMap<>();
    private final Map<MemberName, Known> members = new TreeMap<>();
    private final Map<String, Long> requestSince = new HashMap<>();
    private final Wish wish;
    private final Thread thread;
    private final List<String> story = new ArrayList<>(); // its thread writes, guarded by itself
    private final ConcurrentLinkedQueue<RequestAnnotation> asked = new ConcurrentLinkedQueue<>();
    private final List<RequestAnnotation> annotations = new ArrayList<>();
    private volatile List<RequestSeen> requests = List.of();
    private volatile @Nullable LeadershipRecord record;
    private volatile @Nullable MemberName routed;
    private volatile boolean ending;
    private int version;
    private long recordReadAt;
    private long recordSwappedAt = System.nanoTime();

    private static final class Known {
        @Nullable
        StatusSeen status;

        long lastAnswered = System.nanoTime();
        boolean answered;
        boolean refused;
    }

    PlannerAtWork(Wish wish, List<NodeProcess> all) {
        this.wish = wish;
        for (NodeProcess node : all) {
            nodes.put(node.name(), node);
            members.put(node.name(), new Known());
        }
        thread = Thread.ofPlatform()
                .daemon()
                .name("planner")
                .uncaughtExceptionHandler((ended, failure) -> say("the planner's thread ended: " + failure))
                .start(this::run);
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

    /** What was done and why, a line each. */
    String story() {
        synchronized (story) {
            return String.join("\n", story);
        }
    }

    private void say(String line) {
        synchronized (story) {
            story.add(line);
        }
    }

    private void run() {
        while (!ending) {
            for (RequestAnnotation next = asked.poll(); next != null; next = asked.poll()) {
                annotations.add(next);
            }
            members.keySet().forEach(name -> tell(name, new ControlCommand.Status()));
            Plan plan = planner.plan(observe());
            plan.actions().forEach(this::carryOut);
            LockSupport.parkNanos(Math.min(plan.wakeAfterMillis(), 50) * 1_000_000);
        }
    }

    private void tell(MemberName name, ControlCommand command) {
        NodeProcess node = nodes.get(name);
        Known known = members.get(name);
        if (node == null || known == null) {
            throw new IllegalArgumentException("no member " + name);
        }
        known.answered = false;
        try {
            MemberStatus status = node.tell(command);
            known.status = new StatusSeen(status, System.nanoTime(), "");
        } catch (JedisConnectionException gone) {
            known.refused |= !node.isRunning();
            return;
        } catch (JedisDataException refusal) {
            say(name + " refuses: " + refusal.getMessage());
        }
        known.refused = false;
        known.answered = true;
        known.lastAnswered = System.nanoTime();
    }

    private Observation observe() {
        long now = System.nanoTime();
        recordReadAt = now;
        TreeMap<MemberName, MemberSeen> seen = new TreeMap<>();
        members.forEach((name, known) -> {
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
                                    null),
                            known.status,
                            known.answered ? 0 : (now - known.lastAnswered) / 1_000_000,
                            known.refused,
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
                say(tell.member() + " <- " + String.join(" ", tell.command().encode()) + " (" + tell.reason() + ")");
                tell(tell.member(), tell.command());
            }
            case Action.RouteLeader route -> routed = route.member();
            case Action.LabelRoles roles -> {}
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
    }
}
