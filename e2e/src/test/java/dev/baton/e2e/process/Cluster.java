package dev.baton.e2e.process;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Three node processes, the planner that looks after them, and the wires between all of them. */
record Cluster(List<NodeProcess> nodes, Wiring wiring, PlannerAtWork planner) implements AutoCloseable {
    private static final long MISSED_MILLIS = 1000;

    static Cluster start(Path directory, Wish wish) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String net = "127." + random.nextInt(64, 250) + "." + random.nextInt(1, 250) + ".";
        List<NodeProcess> nodes = List.of(
                new NodeProcess("orders-0", net + "1", directory.resolve("orders-0")),
                new NodeProcess("orders-1", net + "2", directory.resolve("orders-1")),
                new NodeProcess("orders-2", net + "3", directory.resolve("orders-2")));
        Wiring wiring = new Wiring(net + "10", nodes);
        for (NodeProcess node : nodes) {
            node.start();
        }
        return new Cluster(nodes, wiring, new PlannerAtWork(wish, nodes, wiring));
    }

    /** @throws IllegalStateException before there is one */
    LeadershipRecord record() {
        LeadershipRecord record = planner.record();
        if (record == null) {
            throw new IllegalStateException("there is no record yet");
        }
        return record;
    }

    Epoch epoch() {
        return record().epoch();
    }

    /** Whether the leader is open under a rule as {@code wish} asks for with everybody up, and all others follow it level. */
    boolean settled(Wish wish) {
        LeadershipRecord record = planner.record();
        if (record == null || record.phase() != LeadershipRecord.Phase.OPEN || record.base() == null) {
            return false;
        }
        MemberName name = record.leader();
        QuorumRule rule = record.base().rule();
        MemberStatus leads = name == null ? null : planner.answer(name);
        if (name == null
                || leads == null
                || leads.leading() == null
                || !leads.leading().epoch().equals(record.epoch())
                || !rule.equals(leads.leading().rule())
                || !leads.leading().proposals().isEmpty()
                || leads.leading().leaseMillis() <= 0
                || !name.equals(planner.routed())
                || !isOf(rule, wish)) {
            return false;
        }
        return nodes.stream().filter(node -> !node.name().equals(name)).allMatch(node -> {
            MemberStatus follows = planner.answer(node.name());
            MemberStatus.FollowerProgress progress = leads.leading().follower(node.name());
            return node.isRunning()
                    && follows != null
                    && follows.state() == MemberState.STREAMING
                    && follows.following() != null
                    && follows.following().epoch().equals(record.epoch())
                    && progress != null
                    && progress.connected()
                    && progress.silentMillis() < MISSED_MILLIS;
        });
    }

    private static boolean isOf(QuorumRule rule, Wish wish) {
        int followers = wish.mode() == Wish.Mode.SEMI_SYNCHRONOUS ? wish.synchronousFollowers() : wish.replicas() - 1;
        CommitRule commit = wish.mode() == Wish.Mode.ASYNCHRONOUS ? CommitRule.ASYNCHRONOUS : CommitRule.SYNCHRONOUS;
        return rule.commit() == commit
                && rule.acknowledge() == wish.acknowledge()
                && rule.followers().size() == followers;
    }

    /** Whether all have applied all there is; nobody may be writing. */
    boolean level() {
        List<MemberStatus> all = new ArrayList<>();
        for (NodeProcess node : nodes) {
            MemberStatus status = node.status();
            if (status == null) {
                return false;
            }
            all.add(status);
        }
        long end = all.getFirst().end().offset();
        return all.stream()
                .allMatch(
                        status -> status.end().offset() == end && status.applied() == end && status.committed() == end);
    }

    /** Whether one of the two has heard nothing of the other for a while. */
    boolean misses(NodeProcess leading, NodeProcess follower) {
        MemberStatus leads = planner.answer(leading.name());
        MemberStatus follows = planner.answer(follower.name());
        MemberStatus.FollowerProgress progress = leads == null || leads.leading() == null
                ? null
                : leads.leading().follower(follower.name());
        boolean leaderMisses = progress != null && (!progress.connected() || progress.silentMillis() >= MISSED_MILLIS);
        boolean followerMisses = follows != null
                && follows.following() != null
                && follows.following().silenceMillis() >= MISSED_MILLIS;
        return leaderMisses || followerMisses;
    }

    String describe() {
        StringBuilder text = new StringBuilder("record: ").append(planner.record());
        for (NodeProcess node : nodes) {
            text.append("\n").append(node.name()).append(": ").append(node.status());
        }
        return text.append("\n").append(planner.story()).toString();
    }

    NodeProcess node(@Nullable MemberName name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no member " + name));
    }

    @Override
    public void close() throws Exception {
        planner.close();
        nodes.forEach(NodeProcess::close);
        wiring.close();
    }
}
