package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A member alone: what it evicts is gone after a restart, too; its users come from a file, and go with it. */
class ServerSideProcessIT {
    private static final String RECORD = "record";
    private static final int KEYS = 20_000;
    private static final String VALUE = "v".repeat(200);

    @TempDir
    private Path directory;

    @Test
    void aFullMemberEvictsAndItsUsersFollowTheFile() throws Exception {
        Path secret = Files.createDirectory(directory.resolve("secret"));
        Path password = Files.writeString(secret.resolve("password"), "secret\n");
        Path users = Files.writeString(secret.resolve("users.acl"), "user bob on >x ~k* +@read\n");
        try (NodeUnderTest node = new NodeUnderTest("orders-0", directory.resolve("orders-0"))
                .with("--password-file=" + password, "--max-memory=2000000", "--max-memory-policy=allkeys-lru")
                .start()) {
            open(node, 1);
            long left;
            try (Jedis client = node.client()) {
                client.auth("secret");
                fill(client);
                // What the last write left over goes without another one.
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> Long.parseLong(field(client, "memory", "used_memory")) <= 2_000_000);
                left = client.dbSize();
                assertThat(left).isBetween(1_000L, KEYS - 1_000L);
                assertThat(Long.parseLong(field(client, "stats", "evicted_keys")))
                        .isEqualTo(KEYS - left);
                assertThat(field(client, "replication", "role")).isEqualTo("master");
                assertThat(Long.parseLong(field(client, "stats", "total_commands_processed")))
                        .isGreaterThan(KEYS);
                assertThat(Double.parseDouble(field(client, "cpu", "used_cpu_user")))
                        .isPositive();
                assertThatThrownBy(() -> client.configSet("maxmemory", "3000000"))
                        .hasMessageContaining("between 1 and 2000000");
                usersFollow(node, users);
            }
            node.kill();
            node.start();
            open(node, 2);
            try (Jedis client = node.client()) {
                client.auth("secret");
                assertThat(client.dbSize()).isEqualTo(left);
            }
        }
    }

    private static void fill(Jedis client) {
        for (int from = 0; from < KEYS; from += 1000) {
            Pipeline pipeline = client.pipelined();
            for (int i = from; i < from + 1000; i++) {
                pipeline.set("k" + i, VALUE);
            }
            assertThat(pipeline.syncAndReturnAll()).containsOnly("OK");
        }
    }

    private static void usersFollow(NodeUnderTest node, Path file) throws Exception {
        try (Jedis bob = node.client()) {
            bob.auth("bob", "x");
            assertThat(bob.get("k" + (KEYS - 1))).isEqualTo(VALUE);
            assertThatThrownBy(() -> bob.set("k1", "v"))
                    .hasMessage("NOPERM this user has no permissions to run the 'set' command");
            Files.writeString(file, "user bob on >x ~k* +@nosuch\n");
            node.says("users.acl is refused");
            assertThat(bob.get("k" + (KEYS - 1))).as("the users known stay").isEqualTo(VALUE);
            Files.writeString(file, "user bob on >y ~k* +@read\n");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> bob.get("k1")).isInstanceOf(JedisConnectionException.class));
        }
        try (Jedis bob = node.client()) {
            assertThatThrownBy(() -> bob.auth("bob", "x")).hasMessageStartingWith("WRONGPASS");
            bob.auth("bob", "y");
            assertThat(bob.get("k" + (KEYS - 1))).isEqualTo(VALUE);
        }
    }

    private static String field(Jedis client, String section, String name) {
        return client.info(section)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    private static void open(NodeUnderTest node, long number) {
        Epoch epoch = new Epoch(number);
        MemberStatus fenced = node.tell(new ControlCommand.Fence(epoch, RECORD));
        node.tell(new ControlCommand.Lead(epoch, RECORD, fenced.incarnation(), fenced.position(), 3000, false));
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            MemberStatus.Leading leading = node.status().leading();
            return leading != null && leading.startSynced();
        });
        node.tell(new ControlCommand.Rule(
                epoch, new QuorumRule(1, new TreeMap<>(), 0, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED)));
        await().atMost(Duration.ofSeconds(10)).until(() -> node.status().state() == MemberState.OPEN);
    }
}
