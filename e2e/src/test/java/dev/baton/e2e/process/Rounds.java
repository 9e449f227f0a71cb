package dev.baton.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberStatus;
import dev.baton.workload.Access;
import dev.baton.workload.AppendSetChecker;
import dev.baton.workload.History;
import dev.baton.workload.Operation;
import dev.baton.workload.ReadBack;
import dev.baton.workload.Route;
import dev.baton.workload.Verdict;
import dev.baton.workload.Workload;
import dev.baton.workload.WorkloadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import redis.clients.jedis.Jedis;

/**
 * Three real processes, the operator's planner, a recorded load, and a fault in each round.
 *
 * <ol>
 *   <li>Clients begin to append unique elements and to read, from whoever leads and from all members.
 *   <li>The mode is switched under them. A thousand appends are acknowledged under its rule.
 *   <li>The fault; it counts when it was noticed: another epoch opened, the leader or the follower misses the other, a leader that
 *       hears nobody has lost its lease. A torn tail is noticed by the start that cuts it.
 *   <li>A thousand appends more are acknowledged when it is undone; in half of the rounds another thousand before, without the victim.
 *   <li>All members stream again under the rule that is wished for. The clients stop, and what they recorded is held against the lists: of
 *       this round, and of the one before, which this round's fault must not have touched. All members must hold the same.
 * </ol>
 */
final class Rounds implements AutoCloseable {
    private static final int APPENDS = 1000;
    private static final int WRITERS = 8;
    private static final int READERS = 3;
    private static final Duration READ_EVERY = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Path directory;
    private final Cluster cluster;
    private final Route leader;
    private Map<String, List<String>> kept = Map.of();
    private List<Operation> keptHistory = List.of();

    /**
     * @param discarded acknowledged operations that are missing, all of them reported
     * @param epochs that passed
     */
    record Report(Draw draw, Verdict verdict, int discarded, long epochs, long millis) {
        @Override
        public String toString() {
            return draw + ": " + millis + " ms, " + epochs + " epochs, " + verdict;
        }
    }

    private Rounds(Path directory, Cluster cluster) {
        this.directory = directory;
        this.cluster = cluster;
        leader = () -> Optional.ofNullable(cluster.planner().routed())
                .map(name -> cluster.node(name).endpoint());
    }

    static Rounds start(Path directory, Wish wish) throws IOException {
        return new Rounds(directory, Cluster.start(directory, wish));
    }

    Report run(Draw draw) throws Exception {
        long began = System.nanoTime();
        until(draw, "everybody streams", () -> cluster.settled(cluster.planner().wish()));
        Epoch epochBefore = cluster.epoch();
        Set<Path> divergentBefore = divergent();
        Path history = directory.resolve("round-" + draw.number() + ".jsonl");
        Workload workload = Workload.start(new WorkloadSettings(
                leader,
                Optional.of(Route.around(
                        cluster.nodes().stream().map(NodeProcess::endpoint).toList())),
                Access.open(),
                WRITERS,
                WRITERS,
                Duration.ZERO,
                READERS,
                READ_EVERY,
                history));
        try (workload) {
            cluster.planner().wish(draw.wish());
            until(draw, "the rule of the mode is in force", () -> cluster.settled(draw.wish()));
            acknowledges(draw, workload, APPENDS + draw.later());
            NodeProcess leading = cluster.node(cluster.record().leader());
            NodeProcess victim = victim(draw, leading);
            Epoch epoch = cluster.epoch();
            strike(draw, leading, victim);
            try {
                until(draw, "the fault is observed", () -> observed(draw, leading, victim, epoch));
                if (!draw.mendEarly()) {
                    acknowledges(draw, workload, APPENDS); // without the victim
                }
                undo(draw, victim);
                acknowledges(draw, workload, APPENDS);
            } finally {
                undo(draw, victim);
            }
            until(draw, "everybody streams again", () -> cluster.settled(draw.wish()));
            if (draw.fault().tearsTheTail()) {
                assertThat(lastStart(victim))
                        .as(() -> why(draw, "what its start says of the torn tail"))
                        .contains("torn-bytes=")
                        .doesNotContain("torn-bytes=0");
            }
        }
        until(draw, "everybody has applied all", cluster::level);
        Verdict verdict = judge(draw, history, divergentBefore);
        Files.delete(history);
        return new Report(
                draw,
                verdict,
                verdict.lost(),
                cluster.epoch().number() - epochBefore.number(),
                (System.nanoTime() - began) / 1_000_000);
    }

    // ---- the fault

    private NodeProcess victim(Draw draw, NodeProcess leading) {
        List<NodeProcess> followers =
                cluster.nodes().stream().filter(node -> node != leading).toList();
        return draw.fault().victim() == Fault.Victim.LEADER ? leading : followers.get(draw.second() ? 1 : 0);
    }

    private void strike(Draw draw, NodeProcess leading, NodeProcess victim) throws Exception {
        switch (draw.fault()) {
            case LEADER_KILLED, FOLLOWER_KILLED -> victim.kill();
            case LEADER_KILLED_TAIL_TORN, FOLLOWER_KILLED_TAIL_TORN -> {
                victim.kill();
                TornTail.tear(victim.data(), new Random(draw.seed()));
            }
            case LEADER_STOPPED, FOLLOWER_STOPPED -> victim.freeze();
            case LEADER_CUT_OFF -> cluster.wiring().cutOff(victim.name(), Wiring.Cut.BOTH);
            case LEADER_MUTE -> cluster.wiring().cutOff(victim.name(), Wiring.Cut.OUTGOING);
            case LEADER_DEAF -> cluster.wiring().cutOff(victim.name(), Wiring.Cut.INCOMING);
            case FOLLOWER_CUT_OFF -> cluster.wiring().cutBetween(victim.name(), leading.name(), draw.cut());
        }
    }

    /** Again: does nothing. */
    private void undo(Draw draw, NodeProcess victim) throws Exception {
        switch (draw.fault()) {
            case LEADER_KILLED, FOLLOWER_KILLED, LEADER_KILLED_TAIL_TORN, FOLLOWER_KILLED_TAIL_TORN -> {
                if (!victim.isRunning()) {
                    victim.start();
                }
            }
            case LEADER_STOPPED, FOLLOWER_STOPPED -> victim.thaw();
            case LEADER_CUT_OFF, LEADER_MUTE, LEADER_DEAF, FOLLOWER_CUT_OFF ->
                cluster.wiring().mend();
        }
    }

    private boolean observed(Draw draw, NodeProcess leading, NodeProcess victim, Epoch epoch) {
        if (draw.fault() == Fault.LEADER_DEAF) {
            // Whoever hears it takes it for well: only itself can know.
            MemberStatus alone = leading.status();
            return cluster.epoch().isAfter(epoch)
                    || alone != null
                            && alone.leading() != null
                            && alone.leading().leaseMillis() < 0;
        }
        return draw.fault().victim() == Fault.Victim.LEADER
                ? cluster.epoch().isAfter(epoch) && cluster.record().phase() == LeadershipRecord.Phase.OPEN
                : cluster.epoch().isAfter(epoch) || cluster.misses(leading, victim);
    }

    private static String lastStart(NodeProcess node) throws IOException {
        return Files.readAllLines(node.log()).stream()
                .filter(line -> line.contains("torn-bytes="))
                .reduce("", (earlier, later) -> later);
    }

    // ---- the judgement

    private Verdict judge(Draw draw, Path history, Set<Path> divergentBefore) throws IOException {
        Set<Path> cut = new HashSet<>(divergent());
        cut.removeAll(divergentBefore);
        Discarded discarded = Discarded.read(cut);
        for (NodeProcess node : cluster.nodes()) {
            saysWhatItDiscarded(draw, node, discarded);
        }
        List<Operation> operations = History.read(history);
        Map<String, List<String>> lists = ReadBack.fromLeader(operations, leader, Access.open(), PATIENCE);
        Verdict verdict = AppendSetChecker.check(
                operations,
                lists,
                draw.losesNothing() ? Verdict.Promise.NOTHING_LOST : Verdict.Promise.LOSS_ALLOWED,
                discarded.elements());
        if (!verdict.holds()) {
            throw new AssertionError(why(draw, verdict.toString()));
        }
        for (NodeProcess node : cluster.nodes()) {
            assertThat(ReadBack.from(node.endpoint(), operations, Access.open(), PATIENCE))
                    .as(() -> why(draw, "what " + node.name() + " holds"))
                    .isEqualTo(lists);
        }
        assertThat(ReadBack.fromLeader(keptHistory, leader, Access.open(), PATIENCE))
                .as(() -> why(draw, "what the round before left"))
                .isEqualTo(kept);
        forget(kept.keySet());
        kept = lists;
        keptHistory = operations;
        return verdict;
    }

    private void saysWhatItDiscarded(Draw draw, NodeProcess node, Discarded discarded) {
        List<Discarded.Tail> own = discarded.tails().stream()
                .filter(tail -> tail.file().startsWith(node.data()))
                .toList();
        MemberStatus status = node.status();
        MemberStatus.Cut cut = status == null ? null : status.lastCut();
        if (!own.isEmpty() && own.stream().noneMatch(tail -> tail.isReportedBy(cut))) {
            throw new AssertionError(why(draw, node.name() + " reports " + cut + " and keeps " + own));
        }
    }

    private void forget(Set<String> keys) {
        if (!keys.isEmpty()) {
            try (Jedis jedis = new Jedis(
                    cluster.node(cluster.planner().routed()).endpoint().host(),
                    cluster.node(cluster.planner().routed()).endpoint().port())) {
                assertThat(jedis.del(keys.toArray(new String[0]))).isPositive();
            }
        }
    }

    private Set<Path> divergent() throws IOException {
        Set<Path> all = new HashSet<>();
        for (NodeProcess node : cluster.nodes()) {
            all.addAll(Discarded.files(node));
        }
        return all;
    }

    // ---- waiting

    private void acknowledges(Draw draw, Workload workload, long more) {
        long before = workload.progress().acked();
        until(
                draw,
                more + " appends are acknowledged",
                () -> workload.progress().acked() >= before + more);
    }

    private void until(Draw draw, String what, Callable<Boolean> holds) {
        try {
            await().atMost(PATIENCE).pollInterval(POLL).until(holds);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(why(draw, "waited in vain for: " + what), late);
        }
    }

    private String why(Draw draw, String what) {
        return draw + ": " + what + "\n" + cluster.describe();
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
