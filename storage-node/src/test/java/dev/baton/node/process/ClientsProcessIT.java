package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Subscribers, blocked clients and those that are cut off, on a leader and its follower. The processes live on from test to test. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClientsProcessIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private static Path directory;

    private static final Told told = new Told();
    private static NodeUnderTest leader;
    private static NodeUnderTest follower;

    @BeforeAll
    static void startTwo() throws Exception {
        leader = new NodeUnderTest("orders-0", directory.resolve("a")).start();
        follower = new NodeUnderTest("orders-1", directory.resolve("b")).start();
        told.elect(leader, follower);
    }

    @AfterAll
    static void endBoth() throws Exception {
        leader.close();
        follower.close();
    }

    private static Pipeline saying(NodeUnderTest node, String request) throws IOException {
        Pipeline client = new Pipeline(node.clientPort());
        client.send(request);
        return client;
    }

    private static void hears(Pipeline client, String... lines) {
        await().atMost(SOON).until(() -> client.replies().containsAll(List.of(lines)));
    }

    /** Whether that many clients wait for elements. */
    private static void areBlocked(Jedis client, int many) {
        await().atMost(SOON)
                .until(() -> client.clientList()
                                .lines()
                                .filter(line -> line.contains(" flags=b "))
                                .count()
                        == many);
    }

    @Test
    @Order(1)
    void whatIsPublishedOnTheLeaderIsHeardOnItsFollowerToo() throws Exception {
        try (Pipeline near = saying(leader, "SUBSCRIBE news");
                Pipeline far = saying(follower, "PSUBSCRIBE n*");
                Jedis client = leader.client();
                Jedis reader = follower.client()) {
            hears(near, "subscribe", ":1");
            hears(far, "psubscribe", ":1");
            assertThat(client.publish("news", "first")).as("receivers here").isEqualTo(1);
            hears(near, "first");
            hears(far, "first");

            // Whoever hears of a write can read it.
            for (int i = 0; i < 20; i++) {
                client.set("announced", "value-" + i);
                client.publish("news", "value-" + i);
                hears(far, "value-" + i);
                assertThat(reader.get("announced")).isEqualTo("value-" + i);
            }

            assertThat(reader.publish("news", "local")).isEqualTo(1);
            hears(far, "local");
            client.publish("news", "last");
            hears(near, "last");
            hears(far, "last");
            assertThat(near.replies())
                    .as("a follower's own message stays there")
                    .doesNotContain("local");
        }
    }

    @Test
    @Order(2)
    void blockedClientsAreServedInTurnAndOneThatLeftGetsNothing() throws Exception {
        try (Jedis client = leader.client();
                Pipeline gone = saying(leader, "BLPOP queue 0")) {
            areBlocked(client, 1);
            try (Pipeline first = saying(leader, "BLPOP other queue 0\r\nSET behind 1")) {
                areBlocked(client, 2);
                try (Pipeline second = saying(leader, "BLMOVE queue taken LEFT RIGHT 0")) {
                    areBlocked(client, 3);
                    gone.close();
                    areBlocked(client, 2);
                    assertThat(client.exists("behind")).as("it waits, too").isFalse();
                    assertThat(client.rpush("queue", "one", "two", "three")).isEqualTo(3);
                    hears(first, "queue", "one", "+OK");
                    hears(second, "two");
                    assertThat(client.lrange("queue", 0, -1)).containsExactly("three");
                    assertThat(client.lrange("taken", 0, -1)).containsExactly("two");
                }
            }
            assertThat(client.blpop(0.1, "nosuch")).as("its time is over").isNull();
            try (Pipeline waiting = saying(leader, "BLPOP nosuch 0")) {
                areBlocked(client, 1);
                String id = client.clientList()
                        .lines()
                        .filter(line -> line.contains(" flags=b "))
                        .map(line -> line.substring("id=".length(), line.indexOf(' ')))
                        .findFirst()
                        .orElseThrow();
                client.sendCommand(() -> bytes("CLIENT"), "UNBLOCK", id, "ERROR");
                hears(waiting, "-UNBLOCKED client unblocked via CLIENT UNBLOCK");
            }
        }
    }

    @Test
    @Order(3)
    void aPauseHoldsWritesBackAndAKilledClientIsCutOff() throws Exception {
        try (Jedis client = leader.client();
                Pipeline writer = saying(leader, "CLIENT SETNAME writer\r\nCLIENT ID")) {
            await().atMost(SOON).until(() -> writer.replies().size() == 2);
            client.sendCommand(() -> bytes("CLIENT"), "PAUSE", "60000", "WRITE");
            writer.send("SET paused 1");
            writer.send("PING");
            assertThat(client.get("paused")).isNull();
            assertThat(writer.replies()).hasSize(2);
            client.sendCommand(() -> bytes("CLIENT"), "UNPAUSE");
            hears(writer, "+PONG");
            assertThat(client.get("paused")).isEqualTo("1");

            String id = writer.replies().get(1).substring(1);
            assertThat(client.sendCommand(() -> bytes("CLIENT"), "KILL", "ID", id))
                    .isEqualTo(1L);
            await().atMost(SOON).until(writer::isClosedByServer);
            assertThat(client.clientList()).doesNotContain("name=writer");
        }
    }

    @Test
    @Order(4)
    void aSubscriberThatReadsNothingIsCutOffAndHoldsNobodyUp() throws Exception {
        try (Socket slow = new Socket();
                Pipeline quick = saying(leader, "SUBSCRIBE end");
                Jedis client = leader.client()) {
            slow.setReceiveBufferSize(8 << 10);
            slow.connect(new InetSocketAddress("127.0.0.1", leader.clientPort()));
            OutputStream out = slow.getOutputStream();
            out.write(bytes("SUBSCRIBE flood\r\n"));
            await().atMost(SOON).until(() -> client.pubsubNumSub("flood").get("flood") == 1);
            client.configSet("client-output-buffer-limit", "pubsub 8388608 2097152 60");
            byte[] payload = new byte[MEGABYTE];
            int published = 0;
            while (client.pubsubNumSub("flood").get("flood") == 1 && published < 100) {
                client.publish(bytes("flood"), payload);
                published++;
            }
            assertThat(published).as("megabytes until it was cut off").isBetween(8, 40);
            leader.says("which leaves too much unread");
            client.publish("end", "done");
            hears(quick, "done");
            client.set("after", "1");
        }
    }

    @Test
    @Order(5)
    void whoSaysNothingForLongIsCutOffButNotWhoWaits() throws Exception {
        try (Pipeline idle = saying(leader, "PING");
                Pipeline subscriber = saying(leader, "SUBSCRIBE news");
                Pipeline waiting = saying(leader, "BLPOP nosuch 0")) {
            hears(subscriber, ":1");
            configure("timeout", "1");
            await().atMost(SOON).until(idle::isClosedByServer);
            configure("timeout", "0");
            assertThat(subscriber.isClosedByServer()).isFalse();
            assertThat(waiting.isClosedByServer()).isFalse();
        }
    }

    private static void configure(String setting, String value) {
        try (Jedis client = leader.client()) {
            client.configSet(setting, value);
        }
    }

    @Test
    @Order(6)
    void keyspaceEventsOfTheLeaderAreHeardOnItsFollower() throws Exception {
        try (Pipeline far = saying(follower, "SUBSCRIBE __keyspace@0__:told");
                Jedis client = leader.client()) {
            hears(far, ":1");
            configure("notify-keyspace-events", "Klg");
            client.rpush("told", "1");
            client.lpop("told");
            hears(far, "rpush", "lpop", "del");
            configure("notify-keyspace-events", "");
        }
    }

    @Test
    @Order(7)
    void aBlockedClientIsToldOfAFailoverAndNoElementIsLost() throws Exception {
        try (Jedis old = leader.client();
                Pipeline waiting = saying(leader, "BLPOP jobs 0\r\nPING")) {
            areBlocked(old, 1);
            told.elect(follower, leader);
            await().atMost(SOON).until(waiting::isClosedByServer);
            assertThat(waiting.replies())
                    .containsExactly("-UNBLOCKED force unblock from blocking operation, instance state changed "
                            + "(master -> replica?)");
            try (Jedis client = follower.client();
                    Jedis reader = leader.client()) {
                client.rpush("jobs", "job");
                assertThat(client.lrange("jobs", 0, -1)).containsExactly("job");
                await().atMost(SOON).until(() -> reader.llen("jobs") == 1);
            }
        }
    }

    @Test
    @Order(8)
    void aProcessThatEndsTellsItsBlockedClients() throws Exception {
        try (Jedis client = follower.client();
                Pipeline waiting = saying(follower, "BLPOP nosuch 0")) {
            areBlocked(client, 1);
            assertThat(follower.terminate(Duration.ofSeconds(10))).isTrue();
            await().atMost(SOON).until(waiting::isClosedByServer);
            assertThat(waiting.replies()).singleElement().asString().startsWith("-UNBLOCKED");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
