package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Members that are seeded by a snapshot, with cuts, restarts and standstills in the middle of it. */
class SeedingProcessIT {
    private static final int VALUE_BYTES = 100_000;
    private static final int KEYS = 60;
    private static final long DATA_BYTES = (long) KEYS * VALUE_BYTES;

    @TempDir
    private Path directory;

    private final List<NodeUnderTest> nodes = new ArrayList<>();
    private final Told told = new Told();
    private NodeUnderTest leader;
    private NodeUnderTest follower;

    @AfterEach
    void endAll() throws Exception {
        for (NodeUnderTest node : nodes) {
            node.close();
        }
    }

    @Test
    void aCutSeedingGoesOnWhereItWasAndOneSnapshotServesAllJoinersBelowTheRate() throws Exception {
        long rate = 4_000_000;
        leaderWithData("--seed-rate=" + rate);
        NodeUnderTest cut = node("orders-2").start();
        NodeUnderTest other = node("orders-3").start();
        long began = System.nanoTime();
        try (CutLink link = new CutLink(leader.replicationPort())) {
            link.cutAfter(DATA_BYTES / 4);
            followThrough(link, cut);
            told.follow(leader, other);
            await().atMost(Duration.ofSeconds(10)).until(() -> cut.said("resuming snapshot"));

            await().atMost(Duration.ofSeconds(10)).until(() -> link.received() > DATA_BYTES / 2);
            cut.kill();
            cut.start();
            followThrough(link, cut);
            await().atMost(Duration.ofSeconds(10)).until(() -> count(cut, "resuming snapshot") == 2);
            MemberStatus.Following following = cut.status().following();
            assertThat(following).isNotNull();
            assertThat(following.seededPercent()).isBetween(0, 100);

            Told.streams(cut);
            Told.streams(other);
            // What was under way at a cut is sent again; nothing else is.
            assertThat(link.received()).isBetween(DATA_BYTES, DATA_BYTES + DATA_BYTES / 2);
        }
        assertThat((System.nanoTime() - began) / 1e9).isGreaterThan(0.9 * 2 * DATA_BYTES / rate);
        assertThat(count(leader, "snapshot taken")).isEqualTo(1);
        assertThat(count(cut, "seeded from snapshot")).isEqualTo(1);
        hasTheData(cut);
        hasTheData(other);
    }

    @Test
    void aJoinerThatStandsStillIsSeededOnceHoweverFarTheLogGoesOn() throws Exception {
        leaderWithData("--seed-rate=4000000", "--snapshot-every=1000000", "--log-segment=4194304");
        NodeUnderTest slow = node("orders-2").start();
        told.follow(leader, slow);
        freezeInTheMiddle(slow);
        int before = count(leader, "snapshot taken");
        // Beyond what is kept for anybody, and beyond the tail in memory.
        write(900);
        assertThat(count(leader, "snapshot taken")).isGreaterThan(before + 2);
        slow.thaw();
        Told.streams(slow);
        assertThat(count(slow, "seeded from snapshot")).isEqualTo(1);
        hasTheData(slow);
    }

    @Test
    void aJoinerTooSlowForTheBoundIsToldSoAndWaitsBeforeItIsSeededAgain() throws Exception {
        leaderWithData(
                "--seed-rate=4000000", "--snapshot-every=1000000", "--log-segment=1048576", "--log-retention=1000000");
        NodeUnderTest slow = node("orders-2").start();
        told.follow(leader, slow);
        freezeInTheMiddle(slow);
        write(300);
        await().atMost(Duration.ofSeconds(10)).until(() -> leader.said("it must be seeded anew"));
        slow.thaw();
        Told.streams(slow);
        assertThat(count(slow, "seeded from snapshot")).isEqualTo(2);
        slow.says("seedings=1");
        hasTheData(slow);
    }

    /** One of now can't be committed without the very follower that asks for it. */
    @Test
    void aLeaderThatCanCommitNothingSeedsFromTheSnapshotItHas() throws Exception {
        String[] options = {"--snapshot-every=1000000", "--log-segment=1048576", "--log-retention=1000000"};
        leader = node("orders-0").with(options).start();
        follower = node("orders-1").with(options).start();
        NodeUnderTest behind = node("orders-2").start();
        told.fence(leader, follower, behind);
        told.open(CommitRule.SYNCHRONOUS, leader, follower, behind);
        TreeMap<MemberName, Incarnation> both = new TreeMap<>();
        for (NodeUnderTest counted : List.of(follower, behind)) {
            both.put(counted.name(), counted.status().incarnation());
        }
        leader.tell(new ControlCommand.Rule(
                told.epoch(), new QuorumRule(2, both, 1, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED)));
        behind.kill();
        overwrite(80); // more than is kept for it
        follower.kill();

        // More than it would seed by the log rather than by a new snapshot.
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> overwrite(40));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> leader.status().end().offset() - leader.status().committed() > 2_000_000);
        behind.start();
        told.follow(leader, behind);
        Told.streams(behind);
        writing.get(20, TimeUnit.SECONDS);
        behind.says("seeded from snapshot");
    }

    /** So many acknowledged writes of one great value. */
    private void overwrite(int count) {
        try (Jedis client = leader.client();
                var pipeline = client.pipelined()) {
            for (int i = 0; i < count; i++) {
                pipeline.set("key", value(i));
            }
            assertThat(pipeline.syncAndReturnAll()).hasSize(count).containsOnly("OK");
        }
    }

    private void leaderWithData(String... options) throws Exception {
        leader = node("orders-0").with(options).start();
        follower = node("orders-1").with(options).start();
        told.fence(leader, follower);
        told.open(CommitRule.SYNCHRONOUS, leader, follower);
        write(KEYS);
    }

    /** So many writes of great values, over and over to the same keys. */
    private void write(int count) {
        try (Jedis client = leader.client();
                var pipeline = client.pipelined()) {
            for (int i = 0; i < count; i++) {
                pipeline.set("key-" + i % KEYS, value(i));
                if (i % 20 == 19) {
                    pipeline.sync();
                }
            }
            pipeline.sync();
        }
    }

    private static String value(int i) {
        return (i + ":").repeat(VALUE_BYTES).substring(0, VALUE_BYTES);
    }

    private void hasTheData(NodeUnderTest member) {
        try (Jedis reader = member.client();
                Jedis client = leader.client()) {
            await().atMost(Duration.ofSeconds(10)).until(() -> reader.dbSize() == KEYS);
            for (int i = 0; i < KEYS; i++) {
                String key = "key-" + i;
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> client.get(key).equals(reader.get(key)));
            }
        }
    }

    private static void freezeInTheMiddle(NodeUnderTest slow) throws IOException, InterruptedException {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    MemberStatus status = slow.status();
                    MemberStatus.Following following = status.following();
                    return status.state() == MemberState.SEEDING
                            && following != null
                            && following.seededPercent() >= 20;
                });
        slow.freeze();
    }

    private void followThrough(CutLink link, NodeUnderTest member) {
        member.tell(new ControlCommand.Follow(told.epoch(), Told.RECORD, leader.name(), "127.0.0.1", link.port()));
    }

    private NodeUnderTest node(String name) {
        NodeUnderTest node = new NodeUnderTest(name, directory.resolve(name));
        nodes.add(node);
        return node;
    }

    private static int count(NodeUnderTest node, String text) {
        return (int) node.lines().stream().filter(line -> line.contains(text)).count();
    }
}
