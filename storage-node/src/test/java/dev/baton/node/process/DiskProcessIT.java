package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.node.log.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** A leader whose disk is full, then one whose disk breaks. The processes live on from test to test. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DiskProcessIT {
    private static final long MIB = 1 << 20;
    private static final long SEGMENT = LogSettings.DEFAULT.segmentBytes();
    private static final int KEYS = 4;

    @TempDir
    private static Path directory;

    private static final Told told = new Told();
    private static final Map<String, String> acknowledged = new HashMap<>();
    private static SmallVolume disk;
    private static NodeUnderTest a;
    private static NodeUnderTest b;

    @BeforeAll
    static void startTwo() throws Exception {
        disk = new SmallVolume(300 * MIB);
        a = new NodeUnderTest("orders-0", disk.path().resolve("data")).start();
        b = new NodeUnderTest("orders-1", directory.resolve("b")).start();
        told.elect(a, b);
    }

    @AfterAll
    static void endAll() throws Exception {
        try (SmallVolume volume = disk) {
            a.close();
            b.close();
        }
    }

    @Test
    @Order(1)
    void onAFullDiskWritesAreRefusedReadsGoOnAndItRecoversWhenThereIsSpace() throws Exception {
        // Room for the two segments there are and for a small snapshot, not for a third segment.
        await().atMost(Duration.ofSeconds(20)).until(DiskProcessIT::aSegmentAndASpareAreWhole);
        disk.fill(24 * MIB);
        try (Jedis client = a.client()) {
            client.psetex("short", 5000, "lived");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            write(client, i);
                        }
                    })
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageContaining("disk of orders-0 is full");
            assertThat(acknowledged).hasSize(KEYS);
            assertHolds(client);
            // A key that expires is hidden, and not deleted: that would take room.
            String position = position(client);
            await().atMost(Duration.ofSeconds(20)).until(() -> client.get("short") == null);
            assertThat(position(client)).isEqualTo(position);
            // A promise and a start record still find room.
            told.elect(a, b);
        }
        try (Jedis client = a.client()) {
            assertHolds(client);
            assertThatThrownBy(() -> client.set("more", "x")).hasMessageContaining("is full");
            disk.free();
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> "OK".equals(client.set("more", "y")));
            acknowledged.put("more", "y");
            for (int i = 1000; i < 1020; i++) {
                write(client, i);
            }
        }
        assertThat(a.said("FATAL")).isFalse();
        a.kill();
        a.start();
        assertThat(a.said("DAMAGED")).isFalse();
        told.elect(a, b);
        for (NodeUnderTest node : new NodeUnderTest[] {a, b}) {
            try (Jedis client = node.client()) {
                await().atMost(Duration.ofSeconds(10))
                        .ignoreExceptions()
                        .until(() -> client.dbSize() == acknowledged.size());
                assertHolds(client);
            }
        }
    }

    @Test
    @Order(2)
    void aStartOnAFullDiskBeginsByDeletingWhatTheProcessBeforeLeftHalfMade() throws Exception {
        a.kill();
        Path halfMade = disk.path().resolve("data/snapshot/1.tmp");
        disk.fill(halfMade);
        try {
            a.start();
        } finally {
            Files.deleteIfExists(halfMade);
        }
        told.elect(a, b);
        try (Jedis client = a.client()) {
            assertHolds(client);
            write(client, 2000);
        }
    }

    @Test
    @Order(3)
    void aFailedSyncEndsTheProcessAndNothingIsAcknowledged() throws Exception {
        try (Jedis client = a.client()) {
            disk.breakDisk(); // any sync fails from now on, of what came before as well
            assertThatThrownBy(() -> client.set("unsynced", "1")).isInstanceOf(JedisConnectionException.class);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> !a.isRunning());
        assertThat(a.said("FATAL the log")).isTrue();
    }

    private static boolean aSegmentAndASpareAreWhole() throws IOException {
        try (var files = Files.list(disk.path().resolve("data").resolve("log"))) {
            return files.filter(file -> file.toFile().length() == SEGMENT).count() == 2;
        }
    }

    private static String position(Jedis client) {
        return client.info("replication")
                .lines()
                .filter(line -> line.startsWith("baton_position:"))
                .findFirst()
                .orElseThrow();
    }

    private static void write(Jedis client, int i) {
        String key = "key-" + i % KEYS;
        String value = i + "-" + "x".repeat((int) MIB);
        client.set(key, value);
        acknowledged.put(key, value);
    }

    private static void assertHolds(Jedis client) {
        acknowledged.forEach((key, value) ->
                assertThat(client.get(key).equals(value)).as(key).isTrue());
    }
}
