package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.Incarnation;
import dev.baton.protocol.Position;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Malformed requests, half-open connections, SIGTERM, restarts, swapped volumes. The processes live on from test to test. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RoughTreatmentProcessIT {
    @TempDir
    private static Path directory;

    private static final Told told = new Told();
    private static NodeUnderTest a;
    private static NodeUnderTest b;
    private static NodeUnderTest late;

    @BeforeAll
    static void startTwo() throws Exception {
        a = new NodeUnderTest("orders-0", directory.resolve("a")).start();
        b = new NodeUnderTest("orders-1", directory.resolve("b")).start();
        late = new NodeUnderTest("orders-2", directory.resolve("late")).onVolume("volume-1");
        told.elect(a, b);
    }

    @AfterAll
    static void endAll() throws Exception {
        for (NodeUnderTest node : List.of(a, b, late)) {
            node.close();
        }
    }

    @Test
    @Order(1)
    void malformedAndHalfOpenConnectionsHurtNobodyElse() throws Exception {
        List<Pipeline> rough = new ArrayList<>();
        try (Jedis client = a.client()) {
            client.set("steady", "1");
            for (int port : new int[] {a.clientPort(), a.controlPort(), a.replicationPort(), a.metricsPort()}) {
                for (String bytes : List.of(
                        "*2\r\n$3\r\nGE", // half a request, and no more
                        "*1\r\n$abc\r\n",
                        "*99999999999\r\n",
                        "\r\n\r\n*-1\r\n*0\r\n",
                        "GET /livez HTTP/1.1\r\nHost: ",
                        "\u0000\u0000\u0000\u0000",
                        "\u007f\u007f\u007f\u007fgarbage")) {
                    Pipeline connection = new Pipeline(port);
                    connection.raw(bytes);
                    rough.add(connection);
                }
            }
            Pipeline malformed = rough.get(1);
            await().atMost(Duration.ofSeconds(5)).until(malformed::isClosedByServer);
            assertThat(malformed.replies()).singleElement().asString().startsWith("-ERR Protocol error");
            for (int i = 0; i < 100; i++) {
                client.rpush("amid", Integer.toString(i));
            }
            assertThat(client.llen("amid")).isEqualTo(100);
            for (String path : List.of("/livez", "/readyz", "/metrics")) {
                assertThat(http(a, path)).as(path).isEqualTo(200);
            }
            assertThat(a.isRunning()).isTrue();
        } finally {
            for (Pipeline connection : rough) {
                connection.close();
            }
        }
    }

    private static int http(NodeUnderTest node, String path) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + node.metricsPort() + path)
                .toURL()
                .openConnection();
        connection.setConnectTimeout(3000);
        connection.setReadTimeout(3000);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    @Test
    @Order(2)
    void aMemberThatWasSeededKeepsItsDataOverARestart() throws Exception {
        try (Jedis client = a.client()) {
            client.set("seeded", "1");
            client.hset("hash", "field", "1");
        }
        late.start();
        assertThat(http(late, "/readyz")).isEqualTo(503);
        told.follow(a, late);
        Told.streams(late);
        assertThat(late.said("seeded from snapshot")).isTrue();
        Position seeded = late.status().position();
        late.kill();
        late.start();
        assertThat(late.status().position()).isGreaterThanOrEqualTo(seeded);
        Told.streams(late);
        try (Jedis reader = late.client()) {
            await().atMost(Duration.ofSeconds(5)).ignoreExceptions().until(() -> "1".equals(reader.get("seeded")));
            assertThat(reader.hget("hash", "field")).isEqualTo("1");
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> http(late, "/readyz") == 200);
        assertThat(late.lines().stream().filter(line -> line.contains("seeded from snapshot")))
                .hasSize(1);
    }

    @Test
    @Order(3)
    void aMemberOnAnotherVolumeIsANewIncarnationAndEmpty() throws Exception {
        Incarnation before = late.status().incarnation();
        late.kill();
        late.onVolume("volume-2").start();
        assertThat(late.status().incarnation()).isNotEqualTo(before);
        assertThat(late.status().end()).isEqualTo(Position.EMPTY);
        assertThat(late.status().following()).isNull();
    }

    @Test
    @Order(4)
    void onSigtermEveryMemberEndsWithinFiveSecondsAndLosesNothing() throws Exception {
        try (Jedis client = a.client()) {
            client.set("terminated", "1");
        }
        Duration bound = Duration.ofSeconds(5);
        assertThat(late.terminate(bound)).as("a member nobody told anything").isTrue();
        b.freeze();
        try (Pipeline writer = new Pipeline(a.clientPort())) {
            writer.send("SET unanswered 1");
            // A leader with a write under way, a follower that doesn't answer, and nobody to hand over to.
            assertThat(a.terminate(bound)).as("the leader").isTrue();
            await().atMost(Duration.ofSeconds(5)).until(writer::isClosedByServer);
            assertThat(writer.replies()).isEmpty();
        } finally {
            b.thaw();
        }
        assertThat(a.said("FATAL")).isFalse();
        assertThat(a.said(" stopped")).isTrue();
        assertThat(b.terminate(bound)).as("a follower without its leader").isTrue();
        assertThat(b.said(" stopped")).isTrue();
        a.start();
        b.start();
        told.elect(a, b);
        try (Jedis client = a.client()) {
            assertThat(client.get("terminated")).isEqualTo("1");
        }
    }
}
