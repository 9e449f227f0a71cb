package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** What clients were told, and what is there after the leader was killed, stopped or deposed. Three processes for all tests. */
class FailoverProcessIT {
    @TempDir
    private static Path directory;

    private static final Told told = new Told();
    private static NodeUnderTest a;
    private static NodeUnderTest b;
    private static NodeUnderTest c;

    @BeforeAll
    static void startThree() throws Exception {
        a = new NodeUnderTest("orders-0", directory.resolve("a")).start();
        b = new NodeUnderTest("orders-1", directory.resolve("b")).start();
        c = new NodeUnderTest("orders-2", directory.resolve("c")).start();
    }

    @AfterAll
    static void endAll() throws Exception {
        for (NodeUnderTest node : List.of(a, b, c)) {
            node.thaw();
            node.close();
        }
    }

    /** Its followers are silent and may have promised another by now, and an old command arrives late. */
    @Test
    void aWriteThatWaitsForAFollowerIsNotAnsweredWithoutLeaseWhenTheRuleBecomesAsynchronous() throws Exception {
        told.elect(a, b, c);
        QuorumRule asynchronous = new QuorumRule(
                2,
                new TreeMap<>(Map.of(b.name(), b.status().incarnation())),
                1,
                CommitRule.ASYNCHRONOUS,
                Acknowledge.FLUSHED);
        try (Pipeline client = new Pipeline(a.clientPort())) {
            b.freeze();
            c.freeze();
            client.send("SET waits 1");
            await().atMost(Duration.ofSeconds(10)).until(() -> leading(a).leaseMillis() < 0);
            MemberStatus changed = a.tell(new ControlCommand.Rule(told.epoch(), asynchronous));
            assertThat(changed.committed())
                    .as("committed by itself")
                    .isEqualTo(changed.end().offset());
            await().during(Duration.ofMillis(300)).until(() -> client.replies().isEmpty());

            b.thaw();
            c.thaw();
            await().atMost(Duration.ofSeconds(10)).until(() -> client.replies().size() == 1);
        }
    }

    /** A few thousand long writes of one client, which no follower takes, would else be all of the leader's memory. */
    @Test
    void longWritesThatWaitAreNotTakenWithoutBound() throws Exception {
        told.elect(a, b, c);
        int length = 1 << 20;
        try (Pipeline client = new Pipeline(a.clientPort())) {
            long before = a.status().end().offset();
            b.freeze();
            c.freeze();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 100; i++) {
                    try {
                        client.raw(
                                "*3\r\n$3\r\nSET\r\n$4\r\nlong\r\n$" + length + "\r\n" + "x".repeat(length) + "\r\n");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            await().atMost(Duration.ofSeconds(10)).until(() -> a.status().end().offset() > before + 4L * length);
            await().during(Duration.ofSeconds(1)).until(() -> a.status().end().offset() < before + 10L * length);
            assertThat(sending).isNotDone();

            b.thaw();
            c.thaw();
            await().atMost(Duration.ofSeconds(20)).until(() -> client.acknowledged() == 100);
            sending.join();
        }
    }

    private static MemberStatus.Leading leading(NodeUnderTest node) {
        return Objects.requireNonNull(node.status().leading());
    }

    @Test
    void everythingAcknowledgedSurvivesTheDeathOfTheLeaderUnderAPipelinedLoad() throws Exception {
        told.elect(a, b, c);
        try (Pipeline one = new Pipeline(a.clientPort());
                Pipeline two = new Pipeline(a.clientPort())) {
            CompletableFuture<Integer> first = inBackground(() -> one.append("killed-1", 0));
            CompletableFuture<Integer> second = inBackground(() -> two.append("killed-2", 0));
            await().atMost(Duration.ofSeconds(20)).until(() -> one.acknowledged() > 2000 && two.acknowledged() > 2000);
            a.kill();
            int firstSent = first.join();
            int secondSent = second.join();
            await().until(() -> one.isClosedByServer() && two.isClosedByServer());

            told.fence(b, c);
            NodeUnderTest next = Told.greatest(b, c);
            told.open(CommitRule.SYNCHRONOUS, next, next == b ? c : b);
            try (Jedis client = next.client()) {
                containsWhatWasAcknowledged(client, "killed-1", one.acknowledged(), firstSent);
                containsWhatWasAcknowledged(client, "killed-2", two.acknowledged(), secondSent);
            }
            a.start();
            told.follow(next, a);
            Told.streams(a);
            try (Jedis leader = next.client();
                    Jedis old = a.client()) {
                await().atMost(Duration.ofSeconds(10))
                        .ignoreExceptions()
                        .until(() -> old.llen("killed-1") == leader.llen("killed-1"));
            }
        }
    }

    /** Each in a thread of its own: the common pool has but one on a machine with two processors. */
    private static CompletableFuture<Integer> inBackground(Supplier<Integer> work) {
        return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
    }

    private static void containsWhatWasAcknowledged(Jedis client, String key, int acknowledged, int sent) {
        List<String> kept = client.lrange(key, 0, -1);
        assertThat(kept.size()).isBetween(acknowledged, sent);
        assertThat(kept)
                .isEqualTo(IntStream.range(0, kept.size())
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void aLeaderThatWasStoppedForLongerThanItsLeaseAcknowledgesNothingWhenItGoesOn() throws Exception {
        told.elect(a, b, c);
        try (Jedis client = a.client();
                Pipeline writer = new Pipeline(a.clientPort());
                Pipeline reader = new Pipeline(a.clientPort())) {
            client.rpush("stopped", "kept");
            a.freeze();
            told.fence(b, c);
            for (int i = 0; i < 100; i++) {
                writer.send("RPUSH stopped lost-" + i);
                reader.send("LLEN stopped");
            }
            // A grant runs a full lease; only then may the next leader open.
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> b.status().grantMillis() == 0 && c.status().grantMillis() == 0);
            told.open(CommitRule.SYNCHRONOUS, b, c);
            try (Jedis leader = b.client()) {
                leader.rpush("stopped", "new");
                a.thaw();
                // It runs what waited in its sockets, and nobody hears of it.
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> a.status().end().offset() > a.status().committed());
                told.follow(b, a);
                Told.streams(a);
                assertThat(writer.acknowledged()).isZero();
                assertThat(reader.acknowledged()).isZero();
                MemberStatus.Cut cut = a.status().lastCut();
                assertThat(cut).isNotNull();
                assertThat(cut.writes()).isEqualTo(100);
                try (Jedis old = a.client()) {
                    await().atMost(Duration.ofSeconds(10))
                            .ignoreExceptions()
                            .until(() -> old.lrange("stopped", 0, -1).equals(List.of("kept", "new")));
                }
            }
        } finally {
            a.thaw();
        }
    }

    @Test
    void aDeposedAsynchronousLeaderLosesOnlyWhatItReportsAsDiscarded() throws Exception {
        told.fence(a, b, c);
        told.open(CommitRule.ASYNCHRONOUS, a, b, c);
        try (Pipeline writer = new Pipeline(a.clientPort())) {
            CompletableFuture<Integer> sending = inBackground(() -> writer.append("async", 0));
            await().atMost(Duration.ofSeconds(20)).until(() -> writer.acknowledged() > 1000);
            told.fence(b, c);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> b.status().grantMillis() == 0 && c.status().grantMillis() == 0);
            int acknowledged = writer.acknowledged();
            NodeUnderTest next = Told.greatest(b, c);
            told.open(CommitRule.SYNCHRONOUS, next, next == b ? c : b);
            // Its lease is over: the old leader, told nothing, acknowledges no more.
            assertThat(writer.acknowledged()).isEqualTo(acknowledged);
            told.follow(next, a);
            Told.streams(a);
            int sent = sending.join();
            assertThat(writer.acknowledged()).isEqualTo(acknowledged);
            try (Jedis leader = next.client()) {
                long kept = leader.llen("async");
                MemberStatus.Cut cut = a.status().lastCut();
                assertThat(cut).isNotNull();
                assertThat(kept).isLessThan(acknowledged); // else this shows nothing
                assertThat(cut.writes()).isBetween(acknowledged - kept, sent - kept);
                assertThat(leader.lrange("async", 0, -1))
                        .isEqualTo(IntStream.range(0, (int) kept)
                                .mapToObj(Integer::toString)
                                .toList());
            }
        }
    }

    /** The connections stay open while their leader is deposed, cut and elected again: they ask nothing meanwhile. */
    @Test
    void watchAndWaitTellTheTruthOfAWriteThatWasDiscardedMeanwhile() throws Exception {
        told.fence(a, b, c);
        told.open(CommitRule.ASYNCHRONOUS, a, b, c);
        try (Pipeline writer = new Pipeline(a.clientPort());
                Pipeline watcher = new Pipeline(a.clientPort())) {
            told.fence(b, c); // they take no more, and the leader's lease still runs
            writer.send("SET watched lost");
            watcher.send("WATCH watched");
            watcher.send("GET watched");
            await().atMost(Duration.ofSeconds(2)).until(() -> watcher.replies().equals(List.of("+OK", "$4", "lost")));
            assertThat(writer.replies()).containsExactly("+OK");

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> b.status().grantMillis() == 0 && c.status().grantMillis() == 0);
            told.open(CommitRule.SYNCHRONOUS, b, c);
            told.follow(b, a);
            Told.streams(a);
            MemberStatus.Cut cut = a.status().lastCut();
            assertThat(cut).isNotNull();
            assertThat(cut.epoch()).as("the tail with that write").isEqualTo(told.epoch());
            told.elect(a, b);
            try (Jedis client = a.client()) {
                client.set("watched", "kept");
            }

            watcher.send("MULTI");
            watcher.send("SET watched mine");
            watcher.send("EXEC");
            writer.send("WAIT 1 0");
            await().atMost(Duration.ofSeconds(5)).until(() -> watcher.replies().size() == 6);
            assertThat(watcher.replies()).endsWith("+OK", "+QUEUED", "*-1");
            await().atMost(Duration.ofSeconds(5)).until(() -> writer.replies().size() == 2);
            assertThat(writer.replies().getLast()).startsWith("-ERR the last write of this connection was discarded");
        }
    }

    @Test
    void aPauseHoldsWritesBackUntilItIsEndedOrEndsByItself() throws Exception {
        told.elect(a, b, c);
        try (Jedis client = a.client();
                Pipeline writer = new Pipeline(a.clientPort());
                Pipeline transaction = new Pipeline(a.clientPort())) {
            client.set("brief", "v", SetParams.setParams().px(200));
            client.set("paused", "before");
            assertThat(a.tell(new ControlCommand.Pause(told.epoch(), 1, 60_000)).state())
                    .isEqualTo(MemberState.PAUSED);
            writer.send("SET paused after");
            writer.send("GET paused"); // in order: behind the write
            await().atMost(Duration.ofSeconds(5)).until(() -> client.pttl("paused") == -1 && expired("brief"));
            transaction.send("MULTI");
            transaction.send("GET brief");
            transaction.send("EXEC");
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> transaction.replies().size() == 2);
            long end = a.status().end().offset();
            assertThat(client.get("paused")).isEqualTo("before");
            assertThat(writer.replies()).isEmpty();
            a.tell(new ControlCommand.Resume(told.epoch(), 1));
            await().atMost(Duration.ofSeconds(5)).until(() -> writer.replies().equals(List.of("+OK", "$5", "after")));
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> transaction.replies().equals(List.of("+OK", "+QUEUED", "*1", "$-1")));
            assertThat(a.status().end().offset()).isGreaterThan(end);

            a.tell(new ControlCommand.Pause(told.epoch(), 2, 300));
            client.set("paused", "by itself");
            assertThat(client.get("paused")).isEqualTo("by itself");
            assertThat(a.status().state()).isEqualTo(MemberState.OPEN);
        }
    }

    /** As a follower sees it: there an expired key is only hidden. */
    private static boolean expired(String key) {
        try (Jedis follower = b.client()) {
            return follower.get(key) == null;
        }
    }

    @Test
    void aRestartedFollowerShowsItsDataOnlyOnceItHasCaughtUp() throws Exception {
        told.elect(a, b, c);
        try (Jedis client = a.client()) {
            client.set("restarted", "old");
            c.kill();
            client.set("restarted", "new");
            a.freeze();
            c.start();
            try (Jedis reader = c.client()) {
                // It has the old value, and nobody to say whether there is a newer one.
                assertThat(errorOf(() -> reader.get("restarted"))).contains("LOADING");
                a.thaw();
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> errorOf(() -> reader.get("restarted")).isEmpty());
                assertThat(reader.get("restarted")).isEqualTo("new");
            }
        } finally {
            a.thaw();
        }
    }

    private static String errorOf(Runnable command) {
        try {
            command.run();
            return "";
        } catch (redis.clients.jedis.exceptions.JedisDataException error) {
            return String.valueOf(error.getMessage());
        }
    }
}
