package dev.baton.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Power fails under real processes, with the production planner over them: finding F11. */
class PowerLossProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private final List<NodeProcess> nodes = new ArrayList<>();

    @AfterEach
    void end() {
        nodes.forEach(NodeProcess::close);
    }

    @Test
    void powerOfTheLeadersMachineTakesNothingThatWasAcknowledged() throws Exception {
        try (PlannerAtWork planner = begin(3, Acknowledge.RECEIVED)) {
            NodeProcess leader = leader(planner);
            String incarnation = incarnation(leader);
            PowerLoss loss = PowerLoss.from(leader, data(leader));
            int acknowledged;
            try (Writes writes = new Writes(leader)) {
                writes.acknowledge(500);
                loss.strike();
                acknowledged = writes.ended();
            }
            // Back at once, without its newest writes: its own answer must not be fence enough.
            loss.forget();
            leader.start();

            openAgain(planner, 2);
            // Whoever of the others was sent most: it holds what was acknowledged, synchronous or not.
            assertThat(leader(planner)).as(planner.story()).isNotSameAs(leader);
            assertThat(kept(leader(planner))).isGreaterThanOrEqualTo(acknowledged);
            assertThat(planner.story()).doesNotContain("may be missing");
            await().atMost(PATIENCE).until(() -> kept(leader) >= acknowledged);
            assertThat(incarnation(leader)).isEqualTo(incarnation + ".1");
        }
    }

    @Test
    void whenPowerTookAllThatMattersAllOfThemMustAnswerAndTheLossIsSaid() throws Exception {
        try (PlannerAtWork planner = begin(2, Acknowledge.RECEIVED)) {
            NodeProcess leader = leader(planner);
            NodeProcess follower = node(synchronousFollower(planner));
            int atLeast;
            int acknowledged;
            PowerLoss ofLeader;
            PowerLoss ofFollower;
            try (Writes writes = new Writes(leader)) {
                atLeast = writes.acknowledge(500);
                synced(leader);
                synced(follower);
                ofLeader = PowerLoss.from(leader, data(leader));
                ofFollower = PowerLoss.from(follower, data(follower));
                writes.acknowledge(200);
                ofLeader.strike();
                ofFollower.strike();
                acknowledged = writes.ended();
            }
            ofLeader.forget();
            ofFollower.forget();

            follower.start();
            await().atMost(PATIENCE).until(() -> answers(follower));
            // It alone may lack what the other holds, however long one waits.
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> recordOf(planner).epoch().number() == 1 && !opens(follower));
            leader.start();

            openAgain(planner, 2);
            int kept = kept(leader(planner));
            assertThat(kept).as(planner.story()).isBetween(atLeast, acknowledged);
            assertThat(planner.story()).contains("acknowledged writes may be missing");
            System.out.printf("power took %d of %d acknowledged writes%n", acknowledged - kept, acknowledged);
            await().atMost(PATIENCE).until(() -> kept(leader) == kept && kept(follower) == kept);
        }
    }

    @Test
    void underFlushedPowerTakesNothingAndEverybodyIsWhoItWas() throws Exception {
        try (PlannerAtWork planner = begin(2, Acknowledge.FLUSHED)) {
            NodeProcess leader = leader(planner);
            NodeProcess follower = node(synchronousFollower(planner));
            String incarnation = incarnation(leader);
            int acknowledged;
            try (Writes writes = new Writes(leader)) {
                writes.acknowledge(200);
                leader.kill();
                follower.kill();
                acknowledged = writes.ended();
            }
            leader.bootsAnew();
            follower.bootsAnew();
            leader.start();
            follower.start();

            openAgain(planner, 2);
            assertThat(kept(leader(planner))).isGreaterThanOrEqualTo(acknowledged);
            assertThat(incarnation(leader)).isEqualTo(incarnation);
            assertThat(planner.story()).doesNotContain("may be missing");
        }
    }

    private PlannerAtWork begin(int members, Acknowledge acknowledge) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String net = "127." + random.nextInt(64, 250) + "." + random.nextInt(1, 250) + ".";
        for (int i = 0; i < members; i++) {
            nodes.add(new NodeProcess("orders-" + i, net + (i + 1), directory.resolve("orders-" + i)));
            nodes.getLast().start();
        }
        PlannerAtWork planner = new PlannerAtWork(
                new Wish(
                        members,
                        Wish.Mode.SEMI_SYNCHRONOUS,
                        1,
                        Wish.Durability.REQUIRED,
                        acknowledge,
                        Wish.FailoverPolicy.AUTOMATIC,
                        null,
                        3000),
                nodes);
        openAgain(planner, 1);
        return planner;
    }

    private void openAgain(PlannerAtWork planner, long leastEpoch) {
        await().atMost(PATIENCE).until(() -> {
            LeadershipRecord record = planner.record();
            return record != null
                    && record.phase() == Phase.OPEN
                    && record.epoch().number() >= leastEpoch
                    && Objects.equals(record.leader(), planner.routed())
                    && opens(leader(planner));
        });
    }

    private Path data(NodeProcess node) {
        return directory.resolve(node.name().value());
    }

    private NodeProcess node(MemberName name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private NodeProcess leader(PlannerAtWork planner) {
        return node(Objects.requireNonNull(planner.routed()));
    }

    private static LeadershipRecord recordOf(PlannerAtWork planner) {
        return Objects.requireNonNull(planner.record());
    }

    private static MemberName synchronousFollower(PlannerAtWork planner) {
        return Objects.requireNonNull(recordOf(planner).base())
                .rule()
                .followers()
                .firstKey();
    }

    private static MemberStatus status(NodeProcess node) {
        return node.tell(new ControlCommand.Status());
    }

    private static String incarnation(NodeProcess node) {
        return status(node).incarnation().value();
    }

    private static boolean answers(NodeProcess node) {
        try {
            status(node);
            return true;
        } catch (JedisException notYet) {
            return false;
        }
    }

    private static boolean opens(NodeProcess node) {
        try {
            MemberStatus.Leading leading = status(node).leading();
            return leading != null && leading.open();
        } catch (JedisException notYet) {
            return false;
        }
    }

    /** All that is acknowledged so far is on this disk. */
    private static void synced(NodeProcess node) {
        long end = status(node).end().offset();
        await().atMost(PATIENCE).until(() -> status(node).position().offset() >= end);
    }

    /** How many writes are there, of which none may be missing between others. */
    private static int kept(NodeProcess node) {
        try (Jedis client = connect(node)) {
            int count = Math.toIntExact(client.dbSize());
            for (int i = 0; i < count; i++) {
                assertThat(client.get("key-" + i)).isEqualTo("value-" + i);
            }
            return count;
        } catch (JedisException notYet) {
            return -1;
        }
    }

    private static Jedis connect(NodeProcess node) {
        return new Jedis(node.endpoint().host(), node.endpoint().port(), 5000);
    }

    /** Writes one key after the other until the leader is gone. */
    private static final class Writes implements AutoCloseable {
        private final AtomicInteger acknowledged = new AtomicInteger();
        private final Jedis client;
        private final Thread thread;

        Writes(NodeProcess leader) {
            client = connect(leader);
            thread = Thread.ofPlatform().daemon().name("writes").start(this::run);
        }

        private void run() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    client.set("key-" + acknowledged.get(), "value-" + acknowledged.get());
                    acknowledged.incrementAndGet();
                }
            } catch (JedisException gone) {
                // The leader is gone: what this test waits for.
            }
        }

        /** @return how many are acknowledged, at least so many more */
        int acknowledge(int more) {
            int before = acknowledged.get();
            await().atMost(PATIENCE).until(() -> acknowledged.get() >= before + more);
            return acknowledged.get();
        }

        /** @return how many were acknowledged until the leader was gone */
        int ended() throws InterruptedException {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
            return acknowledged.get();
        }

        @Override
        public void close() {
            thread.interrupt();
            client.close();
        }
    }
}
