package dev.baton.simulation;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * One history, made by its seed alone: a cluster under the production planner, clients, faults for a while, then peace.
 *
 * <p>Besides the invariants of every step it must serve again once the faults end, all members must agree, and the lists must hold every
 * acknowledged write exactly once and no refused one.
 *
 * <p>The wish changes on the way: everything in it that a living database may change. One history in four goes to and from the asynchronous
 * mode, too, and is promised only what that mode promises.
 */
final class RandomHistory {
    private static final long FAULTY = 20 * World.SECOND;
    private static final long SERVES_AGAIN_WITHIN = 40 * World.SECOND;

    /** What came of it. */
    record Outcome(
            long seed,
            Wish wish,
            long traceHash,
            long operations,
            int acknowledged,
            long epochs,
            Map<String, Integer> faults,
            int lossesToPower,
            boolean diverged,
            long nanosUntilServing) {}

    private final World world;
    private final Cluster cluster;
    private final Api api;
    private final boolean synchronous;
    private final SimClient.History history = new SimClient.History();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<SimOperator> operators = new ArrayList<>();
    private final long seed;
    private final boolean anyMode;

    private RandomHistory(long seed) {
        this.seed = seed;
        int family = (int) Math.floorMod(seed, 4L);
        anyMode = family == 3;
        Wish.Mode mode = Wish.Mode.values()[anyMode ? (int) Math.floorMod(seed / 4, 3L) : family];
        synchronous = !anyMode && mode != Wish.Mode.ASYNCHRONOUS;
        cluster = new Cluster(seed, synchronous);
        world = cluster.world;
        int members = world.chance(0.8) ? 3 : (int) world.between(1, 6);
        boolean preferred = members < 2 || world.chance(0.3);
        Wish wish = new Wish(
                members,
                mode,
                members > 3 && world.chance(0.5) ? 2 : 1,
                preferred ? Wish.Durability.PREFERRED : Wish.Durability.REQUIRED,
                world.chance(0.4) ? Acknowledge.RECEIVED : Acknowledge.FLUSHED,
                Wish.FailoverPolicy.AUTOMATIC,
                null,
                world.chance(0.3) ? 1000 : 3000);
        api = new Api(wish);
        for (int i = 0; i < members; i++) {
            SimNode node = cluster.add("m" + i);
            node.clock(0.98 + 0.04 * world.below(1001) / 1000.0, world.between(0, 1000 * World.SECOND));
        }
        operators.add(new SimOperator(cluster, api, "op1"));
        if (world.chance(0.5)) {
            operators.add(new SimOperator(cluster, api, "op2"));
        }
        for (int i = 0; i < 4; i++) {
            clients.add(new SimClient(cluster, api, history, synchronous, "clients"));
        }
    }

    static Outcome run(long seed) {
        return new RandomHistory(seed).run();
    }

    private Outcome run() {
        world.say("seed " + seed + ": " + api.wish);
        cluster.nodes().forEach(SimNode::start);
        operators.forEach(SimOperator::start);
        clients.forEach(SimClient::start);
        Faults faults = new Faults(cluster, api, operators, anyMode);
        world.runFor(world.between(0, 3 * World.SECOND));
        faults.begin();
        world.runFor(FAULTY);
        faults.end();
        long peace = world.now();
        long nextId = history.nextId;
        must(
                world.runUntil(() -> history.acknowledged.stream().anyMatch(id -> id >= nextId), SERVES_AGAIN_WITHIN),
                "liveness: no write acknowledged within 40 s of peace");
        long serving = world.now() - peace;
        world.runFor(2 * World.SECOND);
        clients.forEach(client -> client.stopped = true);
        must(
                // One that diverged waits for a person.
                cluster.invariants.isDiverged() || world.runUntil(this::allAgree, SERVES_AGAIN_WITHIN),
                "liveness: the members don't agree within 40 s of peace");
        if (!cluster.invariants.isDiverged()) {
            checkLists();
        }
        if (!synchronous) {
            checkWhatIsMissing();
        }
        return new Outcome(
                seed,
                api.wish,
                world.trace().hash(),
                history.operations,
                history.acknowledged.size(),
                cluster.record.record() == null
                        ? 0
                        : cluster.record.record().epoch().number(),
                faults.counts,
                cluster.invariants.losses(),
                cluster.invariants.isDiverged(),
                serving);
    }

    private void must(boolean condition, String otherwise) {
        if (!condition) {
            throw new Violation(otherwise + "\n" + state(), world.trace());
        }
    }

    private String state() {
        StringBuilder text = new StringBuilder("record: " + cluster.record.record());
        for (SimNode node : cluster.nodes()) {
            text.append('\n').append(node.name).append(": ");
            text.append(node.process() == null ? "down" : node.running().core.status(node.now()));
        }
        return text.toString();
    }

    private SimNode leader() {
        return cluster.nodes().stream()
                .filter(node -> node.process() != null && node.running().core.isOpen())
                .max((a, b) ->
                        a.running().core.epoch().compareTo(b.running().core.epoch()))
                .orElse(cluster.nodes().iterator().next());
    }

    private boolean allAgree() {
        SimNode leader = leader();
        return leader.process() != null
                && leader.running().core.isOpen()
                && leader.running().core.committed()
                        == leader.running().log.end().offset()
                && cluster.nodes().stream()
                        .allMatch(node -> node.process() != null
                                && node.running().memory().applied()
                                        == leader.running().log.end().offset());
    }

    /** In the asynchronous mode acknowledged writes may be missing, but none without a trace. */
    private void checkWhatIsMissing() {
        HashSet<Long> present = new HashSet<>();
        for (int key = 0; key < SimClient.KEYS; key++) {
            present.addAll(leader().running().memory().list(key));
        }
        for (Long id : history.acknowledged) {
            must(
                    present.contains(id) || cluster.invariants.isAccountedFor(id),
                    "acknowledged write " + id + " is lost, and nobody reports it");
        }
    }

    private void checkLists() {
        Store truth = leader().running().memory();
        HashSet<Long> present = new HashSet<>();
        for (int key = 0; key < SimClient.KEYS; key++) {
            List<Long> list = truth.list(key);
            for (Long id : list) {
                must(present.add(id), "append-set: write " + id + " is there twice");
                must(!history.refused.contains(id), "append-set: write " + id + " was refused and is there");
            }
            for (SimNode node : cluster.nodes()) {
                must(
                        node.running().memory().list(key).equals(list),
                        "append-set: " + node.name + " differs in list " + key);
            }
            if (synchronous) {
                List<Long> read = history.losses == cluster.invariants.losses()
                        ? history.longestRead.getOrDefault(key, List.of())
                        : List.of();
                must(
                        read.size() <= list.size()
                                && list.subList(0, read.size()).equals(read),
                        "I5: a read of list " + key + " was taken back");
            }
        }
        if (synchronous) {
            for (Long id : history.acknowledged) {
                must(
                        present.contains(id) || cluster.invariants.isExcused(id),
                        "append-set: acknowledged write " + id + " is lost");
            }
        }
    }
}
