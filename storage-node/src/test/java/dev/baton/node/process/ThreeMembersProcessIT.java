package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Three real processes, told what to do as the operator would. */
class ThreeMembersProcessIT {
    private static final String RECORD = "record-1";

    @TempDir
    private Path directory;

    private final List<NodeUnderTest> nodes = new ArrayList<>();
    private NodeUnderTest a;
    private NodeUnderTest b;
    private NodeUnderTest c;

    @BeforeEach
    void startThree() throws Exception {
        a = node("orders-0");
        b = node("orders-1");
        c = node("orders-2");
    }

    private NodeUnderTest node(String name) throws Exception {
        NodeUnderTest node = new NodeUnderTest(name, directory.resolve(name));
        nodes.add(node);
        return node.start();
    }

    @AfterEach
    void endAll() throws Exception {
        for (NodeUnderTest node : nodes) {
            node.close();
        }
    }

    @Test
    void aNewMemberServesNothingUntilItIsTold() {
        assertThat(a.status().state()).isEqualTo(MemberState.FENCED);
        try (Jedis client = a.client()) {
            assertThatThrownBy(() -> client.set("k", "v"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageContaining("READONLY");
            assertThatThrownBy(() -> client.get("k"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageContaining("LOADING");
        }
    }

    @Test
    void aWriteIsOnTheFollowerBeforeItIsAcknowledgedAndIsReadThere() {
        open(a, 1, 1, b);
        follow(1, a, c);
        try (Jedis client = a.client();
                Jedis reader = b.client()) {
            client.set("k", "v");
            assertThat(b.status().position().offset())
                    .isGreaterThanOrEqualTo(a.status().committed());
            await().atMost(Duration.ofSeconds(5)).until(() -> "v".equals(reader.get("k")));
            assertThatThrownBy(() -> reader.set("k", "w")).hasMessageContaining("READONLY");
        }
    }

    @Test
    void withoutTheFollowerNothingIsAcknowledged() throws Exception {
        open(a, 1, 1, b);
        b.kill();
        try (Jedis client = new Jedis("127.0.0.1", a.clientPort(), 1000)) {
            assertThatThrownBy(() -> client.set("k", "v")).isInstanceOf(JedisConnectionException.class);
        }
    }

    @Test
    void aFencedLeaderAcknowledgesNothingAndItsTailIsCutAndCounted() {
        open(a, 1, 1, b);
        try (Jedis client = a.client()) {
            client.set("kept", "1");
        }
        // b promises a new epoch: what a writes now can't be committed any more.
        MemberStatus promised = b.tell(new ControlCommand.Fence(new Epoch(2), RECORD));
        try (Jedis client = new Jedis("127.0.0.1", a.clientPort(), 700)) {
            assertThatThrownBy(() -> client.set("lost", "1")).isInstanceOf(JedisConnectionException.class);
        }
        c.tell(new ControlCommand.Fence(new Epoch(2), RECORD));
        lead(b, 2, promised);
        follow(2, b, c);
        openWith(b, 2, 1, c);
        follow(2, b, a);
        try (Jedis leader = b.client();
                Jedis old = a.client()) {
            assertThat(leader.get("kept")).isEqualTo("1");
            assertThat(leader.get("lost")).isNull();
            leader.set("new", "1");
            await().atMost(Duration.ofSeconds(10)).until(() -> a.status().state() == MemberState.STREAMING);
            await().atMost(Duration.ofSeconds(5)).until(() -> "1".equals(old.get("new")));
            assertThat(old.get("lost")).isNull();
        }
        MemberStatus.Cut cut = a.status().lastCut();
        assertThat(cut).isNotNull();
        assertThat(cut.writes()).isEqualTo(1);
        a.says("discarded writes=1");
    }

    @Test
    void aNewMemberIsSeededFromASnapshotUnderWritesAndARestartedOneCatchesUpFromItsLog() throws Exception {
        open(a, 1, 1, b);
        try (Jedis client = a.client()) {
            for (int i = 0; i < 500; i++) {
                client.rpush("list", "before-" + i);
            }
            follow(1, a, c);
            for (int i = 0; i < 500; i++) {
                client.rpush("list", "during-" + i);
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> c.status().state() == MemberState.STREAMING);
            c.says("seeded from snapshot");
            try (Jedis reader = c.client()) {
                await().atMost(Duration.ofSeconds(5)).until(() -> reader.llen("list") == 1000);
                assertThat(reader.lrange("list", 0, -1)).isEqualTo(client.lrange("list", 0, -1));
            }
            c.kill();
            for (int i = 0; i < 100; i++) {
                client.rpush("list", "away-" + i);
            }
            int seedings = count(c, "seeded from snapshot");
            c.start();
            await().atMost(Duration.ofSeconds(10)).until(() -> c.status().state() == MemberState.STREAMING);
            try (Jedis reader = c.client()) {
                await().atMost(Duration.ofSeconds(5)).until(() -> reader.llen("list") == 1100);
            }
            assertThat(count(c, "seeded from snapshot")).isEqualTo(seedings);
            assertThat(count(c, "continuing from log")).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aRestartedLeaderLeadsOnlyInANewEpochAndKeepsEverything() throws Exception {
        open(a, 1, 1, b);
        try (Jedis client = a.client()) {
            client.set("k", "v");
            client.hset("h", "f", "1");
        }
        a.kill();
        a.start();
        MemberStatus restarted = a.status();
        assertThat(restarted.state()).isEqualTo(MemberState.FENCED);
        assertThatThrownBy(() -> lead(a, 1, restarted)).hasMessageContaining("led epoch 1 before");
        b.tell(new ControlCommand.Fence(new Epoch(2), RECORD));
        MemberStatus fenced = a.tell(new ControlCommand.Fence(new Epoch(2), RECORD));
        lead(a, 2, fenced);
        follow(2, a, b);
        openWith(a, 2, 1, b);
        try (Jedis client = a.client()) {
            assertThat(client.get("k")).isEqualTo("v");
            assertThat(client.hget("h", "f")).isEqualTo("1");
        }
    }

    @Test
    void aLeaderWithoutItsLeaseServesNoReads() throws Exception {
        open(a, 1, 1, b);
        try (Jedis client = new Jedis("127.0.0.1", a.clientPort(), 1500)) {
            client.set("k", "v");
            assertThat(client.get("k")).isEqualTo("v");
            b.kill();
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                MemberStatus.Leading leading = a.status().leading();
                return leading != null && leading.leaseMillis() < 0;
            });
            assertThatThrownBy(() -> client.get("k")).isInstanceOf(JedisConnectionException.class);
        }
    }

    private static int count(NodeUnderTest node, String text) {
        return (int) node.lines().stream().filter(line -> line.contains(text)).count();
    }

    /** First election: everybody promises, the first leads, the others follow, the rule names {@code followers}. */
    private void open(NodeUnderTest leader, long epoch, int required, NodeUnderTest... followers) {
        MemberStatus fenced = leader.tell(new ControlCommand.Fence(new Epoch(epoch), RECORD));
        for (NodeUnderTest follower : followers) {
            follower.tell(new ControlCommand.Fence(new Epoch(epoch), RECORD));
        }
        lead(leader, epoch, fenced);
        for (NodeUnderTest follower : followers) {
            follow(epoch, leader, follower);
        }
        openWith(leader, epoch, required, followers);
    }

    private static void lead(NodeUnderTest leader, long epoch, MemberStatus fenced) {
        leader.tell(new ControlCommand.Lead(
                new Epoch(epoch), RECORD, fenced.incarnation(), fenced.position(), 3000, false));
    }

    private static void follow(long epoch, NodeUnderTest leader, NodeUnderTest follower) {
        follower.tell(new ControlCommand.Follow(
                new Epoch(epoch), RECORD, leader.name(), "127.0.0.1", leader.replicationPort()));
    }

    private static void openWith(NodeUnderTest leader, long epoch, int required, NodeUnderTest... followers) {
        TreeMap<MemberName, Incarnation> counted = new TreeMap<>();
        for (NodeUnderTest follower : followers) {
            counted.put(follower.name(), follower.status().incarnation());
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            MemberStatus.Leading leading = leader.status().leading();
            return leading != null
                    && leading.startSynced()
                    && leading.followers().stream()
                                    .filter(f -> counted.containsKey(f.member()) && f.flushed() >= leading.startEnd())
                                    .count()
                            >= required;
        });
        leader.tell(new ControlCommand.Rule(
                new Epoch(epoch), new QuorumRule(1, counted, required, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED)));
        await().atMost(Duration.ofSeconds(5)).until(() -> leader.status().state() == MemberState.OPEN);
    }
}
