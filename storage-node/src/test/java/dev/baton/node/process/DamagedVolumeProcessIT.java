package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Files of a member are damaged while its process is down. Two processes live on from test to test. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DamagedVolumeProcessIT {
    private static final int KEYS = 300;

    @TempDir
    private static Path directory;

    private static final Told told = new Told();
    private static NodeUnderTest a;
    private static NodeUnderTest b;

    @BeforeAll
    static void startTwo() throws Exception {
        a = new NodeUnderTest("orders-0", directory.resolve("a")).start();
        b = new NodeUnderTest("orders-1", directory.resolve("b")).start();
        told.elect(a, b);
        try (Jedis client = a.client()) {
            for (int i = 0; i < KEYS; i++) {
                client.set("key-" + i, "value-" + i);
            }
        }
    }

    @AfterAll
    static void endAll() throws Exception {
        a.close();
        b.close();
    }

    @Test
    @Order(1)
    void aFollowerWhoseLogIsDamagedInTheMiddleIsSeededAsAnotherAndHoldsTheRightData() throws Exception {
        MemberStatus before = b.status();
        b.kill();
        Path log = files(directory.resolve("b/log"), ".log").getFirst();
        flip(log, 512 + before.position().offset() / 2);

        b.start();
        Told.streams(b); // by itself: it remembers its leader

        b.says("set aside");
        b.says("seeded from snapshot");
        assertThat(b.status().incarnation()).isNotEqualTo(before.incarnation());
        assertThat(b.status().promise().promised()).isEqualTo(told.epoch());
        assertThat(b.status().lastError()).isEmpty();
        assertThat(files(directory.resolve("b/damaged"), ".log")).hasSize(1);
        told.elect(a, b);
        holdsEverything(b);

        Incarnation repaired = b.status().incarnation();
        b.kill();
        b.start();
        Told.streams(b);
        assertThat(b.status().incarnation()).isEqualTo(repaired);
        holdsEverything(b);
    }

    @Test
    @Order(2)
    void aDamagedLeaderNeverLeadsWithoutItsDataAndFollowsTheOneThatHasThem() throws Exception {
        MemberStatus before = a.status();
        a.kill();
        flip(
                files(directory.resolve("a/log"), ".log").getFirst(),
                512 + before.position().offset() / 2);
        for (Path snapshot : files(directory.resolve("a/snapshot"), ".snapshot")) {
            flip(snapshot, 40);
        }
        a.start();

        MemberStatus damaged = a.status();
        assertThat(damaged.state()).isEqualTo(MemberState.DAMAGED);
        assertThat(damaged.position()).isEqualTo(Position.EMPTY);
        assertThat(damaged.lastError()).contains("at byte", "damaged", "restore the volume");
        told.fence(a, b);
        assertThat(a.status().state()).as("fenced, and still damaged").isEqualTo(MemberState.DAMAGED);
        Epoch epoch = told.epoch();
        for (Incarnation incarnation : List.of(before.incarnation(), damaged.incarnation())) {
            assertThatThrownBy(() -> a.tell(new ControlCommand.Lead(
                            epoch, Told.RECORD, incarnation, Position.EMPTY, Told.LEASE_MILLIS, false)))
                    .hasMessageContaining("REFUSED");
        }
        try (Jedis client = a.client()) {
            assertThatThrownBy(() -> client.get("key-1")).hasMessageContaining("LOADING");
        }

        told.open(dev.baton.protocol.CommitRule.SYNCHRONOUS, b, a);
        assertThat(a.status().state()).isEqualTo(MemberState.STREAMING);
        holdsEverything(a);
        holdsEverything(b);
    }

    @Test
    @Order(3)
    void aSnapshotThatWasAllAMemberHadOfTheBeginningIsMissedAndSeededAnew() throws Exception {
        Incarnation before = a.status().incarnation();
        a.kill();
        List<Path> snapshots = files(directory.resolve("a/snapshot"), ".snapshot");
        assertThat(snapshots).isNotEmpty();
        for (Path snapshot : snapshots) {
            flip(snapshot, 20);
        }
        a.start();
        Told.streams(a);
        assertThat(a.status().incarnation()).isNotEqualTo(before);
        a.says("no sound snapshot");
        told.elect(b, a);
        holdsEverything(a);
    }

    @Test
    @Order(4)
    void aDamagedPromiseFileIsMadeUpForByTheOtherAndBothMakeAnotherMemberThatKeepsItsLog() throws Exception {
        for (String how : List.of("zeroed", "an older copy")) {
            Path state = directory.resolve("a/state");
            byte[] older = Files.readAllBytes(state);
            byte[] harm = how.equals("zeroed") ? new byte[older.length] : older;
            told.elect(b, a);
            MemberStatus before = a.status();
            a.kill();
            Files.write(state, harm);
            a.start();
            assertThat(a.status().incarnation()).as(how).isEqualTo(before.incarnation());
            assertThat(a.status().promise().promised()).as(how).isEqualTo(told.epoch());
            a.kill();
            Files.write(state, harm);
            Files.write(directory.resolve("a/state.copy"), harm);
            a.start();
            MemberStatus back = a.status();
            assertThat(back.incarnation()).as(how).isNotEqualTo(before.incarnation());
            assertThat(back.position()).as(how).isEqualTo(before.position());
            assertThat(back.promise().promised()).as(how).isEqualTo(told.epoch());
            assertThat(back.lastError()).as(how).contains("state", "Lease");
            told.elect(b, a);
            holdsEverything(a);
        }
    }

    private static void holdsEverything(NodeUnderTest node) {
        try (Jedis client = node.client()) {
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> client.dbSize() == KEYS);
            for (int i = 0; i < KEYS; i++) {
                assertThat(client.get("key-" + i)).isEqualTo("value-" + i);
            }
        }
    }

    private static List<Path> files(Path top, String suffix) throws IOException {
        try (var all = Files.walk(top)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        byte[] before = bytes.clone();
        bytes[(int) at] ^= 0x10;
        assertThat(Arrays.equals(before, bytes)).isFalse();
        Files.write(file, bytes);
    }
}
