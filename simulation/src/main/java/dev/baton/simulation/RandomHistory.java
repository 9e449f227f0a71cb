package dev.baton.simulation;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.LeadershipRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One history, made by its scenario alone: a cluster under the production planner, clients, faults for a while, then peace.
 *
 * <p>Besides the invariants of every step: once the faults end it must serve again, and all members agree, within a bounded time; and what
 * the clients were told must fit with what is there in the end, see {@link HistoryCheck}. In the asynchronous mode writes may be missing,
 * but none without a trace, see {@link Whereabouts}.
 */
final class RandomHistory {
    static final long SERVES_AGAIN_WITHIN = 30 * World.SECOND;
    /** A failover begun so long after the last fault was mended has no cause but the operator's error. */
    private static final long QUIET = 5 * World.SECOND;

    private static final int CLIENTS = 4;

    /** Whether what is seen from inside may be used to judge, or only what clients were told. */
    enum Judge {
        INVARIANTS,
        CLIENTS
    }

    private final Scenario scenario;
    private final World world;
    private final Cluster cluster;
    private final Api api;
    private final Judge judge;
    private final History history = new History();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<SimOperator> operators = new ArrayList<>();
    private final Faults faults;
    private int unfounded;
    private int switchovers;
    private int ruleChanges;

    private RandomHistory(Scenario scenario, Judge judge, boolean traced) {
        this.scenario = scenario;
        this.judge = judge;
        world = new World(scenario.seed(), traced);
        cluster = new Cluster(world, scenario.synchronous(), judge == Judge.INVARIANTS);
        api = new Api(scenario.wish());
        for (int i = 0; i < scenario.members(); i++) {
            SimNode node = cluster.add(Workloads.member(i).value());
            node.clock(0.96 + 0.08 * world.below(1001) / 1000.0);
            node.clockAhead(world.between(0, 1000 * World.SECOND));
        }
        for (int i = 1; i <= scenario.operators(); i++) {
            operators.add(new SimOperator(cluster, api, "op" + i)
                    .with(scenario.lateWords(), 0.96 + 0.08 * world.below(1001) / 1000.0));
        }
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SimClient(cluster, api, history, "clients", scenario.clientPause()));
        }
        faults = new Faults(cluster, api, operators, scenario);
        cluster.record.onSwap(this::swapped);
    }

    static Outcome run(Scenario scenario) {
        return run(scenario, Judge.INVARIANTS, false);
    }

    /** @throws Violation when anything isn't as it must be */
    static Outcome run(Scenario scenario, Judge judge, boolean traced) {
        return new RandomHistory(scenario, judge, traced).run();
    }

    private Outcome run() {
        world.say(scenario::toString);
        cluster.nodes().forEach(SimNode::start);
        operators.forEach(SimOperator::start);
        clients.forEach(SimClient::start);
        new Workloads(cluster, api).begin();
        faults.begin();
        cluster.alsoAfterEveryStep(faults::look);
        world.runFor(scenario.faultyNanos());
        faults.end();
        long peace = world.now();
        long nextId = history.nextId();
        must(
                world.runUntil(() -> history.isAcknowledgedSince(nextId), SERVES_AGAIN_WITHIN),
                () -> "liveness: no write acknowledged within 30 s of peace");
        long serving = world.now() - peace;
        world.runFor(Math.max(2 * World.SECOND, scenario.leastNanos() - world.now()));
        clients.forEach(SimClient::stop);
        // One that diverged waits for a person.
        boolean diverged = cluster.invariants.isDiverged();
        must(
                diverged || judge == Judge.CLIENTS || world.runUntil(this::allAgree, SERVES_AGAIN_WITHIN),
                () -> "liveness: the members don't agree within 30 s of peace");
        if (!diverged) {
            checkTheEnd();
        }
        return outcome(serving, diverged);
    }

    // ---- what happens

    private void swapped(@Nullable LeadershipRecord before, LeadershipRecord after) {
        if (before == null || before.phase() != LeadershipRecord.Phase.OPEN) {
            return;
        }
        if (after.phase() == LeadershipRecord.Phase.ELECTING) {
            SimProcess leader = Step.leader(cluster, before);
            if (leader != null && leader.core.isPaused()) {
                switchovers++;
            } else if (faults.quietFor() > QUIET && !api.isAsked() && isInSpec(before)) {
                world.say(() -> "nothing is wrong, and yet " + after);
                unfounded++;
            }
        }
        if (after.phase() == LeadershipRecord.Phase.OPEN) {
            ruleChanges++;
        }
    }

    private boolean isInSpec(LeadershipRecord record) {
        return Workloads.ordinal(Objects.requireNonNull(record.leader())) < api.wish.replicas();
    }

    // ---- the end

    private void must(boolean condition, Supplier<String> otherwise) {
        if (!condition) {
            throw new Violation(otherwise.get() + "\n" + state(), world.trace());
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

    private @Nullable SimProcess leader() {
        LeadershipRecord record = cluster.record.record();
        return record == null ? null : Step.leader(cluster, record);
    }

    private boolean allAgree() {
        SimProcess leader = leader();
        if (leader == null || leader.core.committed() != leader.log.end().offset()) {
            return false;
        }
        for (SimNode node : cluster.nodes()) {
            SimProcess process = node.process();
            if (process == null
                    || !process.core.epoch().equals(leader.core.epoch())
                    || process.memory().applied() != leader.log.end().offset()) {
                return false;
            }
        }
        return true;
    }

    private void checkTheEnd() {
        Store truth = Objects.requireNonNull(leader()).memory();
        Map<Integer, List<Long>> lists = new HashMap<>();
        for (int key = 0; key < SimClient.KEYS; key++) {
            List<Long> list = truth.list(key);
            lists.put(key, list);
            for (SimNode node : judge == Judge.CLIENTS ? List.<SimNode>of() : cluster.nodes()) {
                must(
                        node.running().memory().list(key).equals(list),
                        () -> "append-set: " + node.name + " differs from the leader");
            }
        }
        HistoryCheck check = new HistoryCheck(lists, cluster.invariants::isExcused);
        String wrong = scenario.synchronous()
                ? check.wrong(history.operations())
                : check.wrongWhereWritesMayBeLost(history.operations());
        must(wrong == null, () -> String.valueOf(wrong));
        if (!scenario.synchronous() && judge == Judge.INVARIANTS) {
            nothingIsMissingWithoutATrace(lists);
        }
    }

    private void nothingIsMissingWithoutATrace(Map<Integer, List<Long>> lists) {
        for (History.Operation operation : history.operations()) {
            must(
                    !operation.isAppend()
                            || operation.outcome != History.Outcome.DONE
                            || lists.getOrDefault(operation.key, List.of()).contains(operation.id)
                            || cluster.invariants.whereabouts.isAccountedFor(operation.id),
                    () -> "loss report: the " + operation + " is lost, and nobody reports it");
        }
    }

    private Outcome outcome(long serving, boolean diverged) {
        Wish wish = scenario.wish();
        return new Outcome(
                scenario.seed(),
                scenario.members(),
                wish.mode().name(),
                world.trace().hash(),
                world.now(),
                world.events(),
                history.operations().size(),
                history.answered(),
                faults.counts,
                faults.met,
                cluster.invariants.elections(),
                switchovers,
                ruleChanges,
                cluster.invariants.seedings(),
                cluster.invariants.cuts(),
                unfounded,
                cluster.invariants.losses(),
                diverged,
                serving);
    }
}
