package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.CommitRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What is scraped from a member is what happened to it. */
class MetricsProcessIT {
    private static final int WRITES = 100;
    private static final String B = " follower=orders-1";

    @TempDir
    private Path directory;

    private final List<NodeUnderTest> nodes = new ArrayList<>();
    private final Told told = new Told();

    @AfterEach
    void endAll() throws Exception {
        for (NodeUnderTest node : nodes) {
            node.close();
        }
    }

    @Test
    void aLeaderTellsItsPositionsLatenciesFollowersAndMemory() throws Exception {
        NodeUnderTest a = node("orders-0").with("--max-memory=50000000").start();
        NodeUnderTest b = node("orders-1").start();
        scraped(a, now -> {
            assertThat(now.state()).isEqualTo("Fenced");
            assertThat(now.has("baton_lease_remaining_seconds")).isFalse();
            assertThat(now.has("baton_follower_connected" + B)).isFalse();
        });
        told.elect(a, b);
        long began = System.nanoTime();
        try (Jedis client = a.client();
                Jedis other = a.client()) {
            other.ping();
            for (int i = 0; i < WRITES; i++) {
                client.set("key-" + i, "value");
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            double end = a.status().end().offset();
            scraped(a, now -> {
                assertThat(now.state()).isEqualTo("Open");
                assertThat(now.value("baton_leader")).isEqualTo(1);
                assertThat(now.value("baton_ready")).isEqualTo(1);
                assertThat(now.value("baton_epoch")).isEqualTo(1);
                assertThat(now.value("baton_rule_number")).isEqualTo(1);
                assertThat(now.value("baton_synchronous_followers")).isEqualTo(1);
                assertThat(now.value("baton_lease_remaining_seconds")).isBetween(0.5, Told.LEASE_MILLIS / 1e3);
                assertThat(now.value("baton_clients")).isEqualTo(2);
                assertThat(now.value("baton_clients_limit")).isEqualTo(10_000);
                assertThat(now.value("baton_keys")).isEqualTo(WRITES);
                assertThat(now.value("baton_gate_depth")).isZero();
                for (String position : List.of("log_end", "log_flushed", "committed", "applied", "log_retained")) {
                    assertThat(now.value("baton_" + position + "_bytes"))
                            .as(position)
                            .isEqualTo(end);
                }
                // One client, one write at a time: each is a batch of its own.
                assertThat(now.value("baton_commit_duration_seconds_count")).isEqualTo(WRITES);
                assertThat(now.value("baton_commit_duration_seconds_sum")).isBetween(WRITES * 1e-6, seconds);
                assertThat(now.value("baton_fsync_duration_seconds_count")).isGreaterThanOrEqualTo(WRITES);
                assertThat(now.value("baton_fsync_duration_seconds_sum")).isGreaterThan(WRITES * 1e-6);
                assertThat(now.value("baton_follower_connected" + B)).isEqualTo(1);
                assertThat(now.value("baton_follower_flushed_bytes" + B)).isEqualTo(end);
                assertThat(now.value("baton_follower_lag_bytes" + B)).isZero();
                assertThat(now.value("baton_follower_lag_seconds" + B)).isZero();
                assertThat(now.value("baton_memory_used_bytes")).isBetween(WRITES * 10.0, WRITES * 1000.0);
                assertThat(now.value("baton_memory_limit_bytes")).isEqualTo(50_000_000);
                assertThat(now.value("baton_memory_heap_used_bytes"))
                        .isBetween(1e6, now.value("baton_memory_heap_limit_bytes"));
                assertThat(now.value("baton_memory_log_tail_bytes")).isGreaterThanOrEqualTo(end);
                assertThat(now.value("baton_memory_direct_bytes")).isGreaterThanOrEqualTo(end);
                assertThat(now.value("process_resident_memory_bytes")).isBetween(20e6, 1e9);
                assertThat(now.has("baton_lag_bytes"))
                        .as("that is a follower's")
                        .isFalse();
                assertThat(now.has("baton_seeding_progress_ratio")).isFalse();
            });
            scraped(b, now -> {
                assertThat(now.state()).isEqualTo("Streaming");
                assertThat(now.value("baton_leader")).isZero();
                assertThat(now.value("baton_log_flushed_bytes")).isEqualTo(end);
                assertThat(now.value("baton_applied_bytes")).isEqualTo(end);
                assertThat(now.value("baton_lag_bytes")).isZero();
                assertThat(now.value("baton_lag_seconds")).isZero();
                assertThat(now.value("baton_fsync_duration_seconds_count")).isPositive();
                assertThat(now.value("baton_commit_duration_seconds_count")).isZero();
                assertThat(now.has("baton_lease_remaining_seconds")).isFalse();
                assertThat(now.has("baton_memory_limit_bytes")).isFalse();
            });
        }
        scraped(a, now -> assertThat(now.value("baton_clients")).isZero());
    }

    @Test
    void aFollowerThatStandsStillLagsAndADiscardedTailIsCounted() throws Exception {
        NodeUnderTest a = node("orders-0").start();
        NodeUnderTest b = node("orders-1").start();
        told.elect(a, b);
        double before = a.status().end().offset();
        try (Pipeline writer = new Pipeline(a.clientPort())) {
            b.freeze();
            writer.send("SET waits 1");
            scraped(a, now -> {
                assertThat(now.value("baton_gate_depth")).isEqualTo(1);
                assertThat(now.value("baton_committed_bytes")).isEqualTo(before);
                assertThat(now.value("baton_follower_lag_bytes" + B))
                        .isEqualTo(now.value("baton_log_end_bytes") - before)
                        .isPositive();
                assertThat(now.value("baton_follower_lag_seconds" + B)).isBetween(1.0, 10.0);
            });
            b.thaw();
            scraped(a, now -> {
                assertThat(now.value("baton_gate_depth")).isZero();
                assertThat(now.value("baton_follower_lag_bytes" + B)).isZero();
                assertThat(now.value("baton_follower_lag_seconds" + B)).isZero();
                assertThat(now.value("baton_commit_duration_seconds_count")).isEqualTo(1);
                assertThat(now.value("baton_commit_duration_seconds_sum")).isBetween(1.0, 10.0);
                assertThat(now.value("baton_commit_duration_seconds_bucket le=1.0"))
                        .isZero();
                assertThat(now.value("baton_cuts_total")).isZero();
            });

            told.fence(b);
            writer.send("SET lost 1");
            scraped(a, now -> assertThat(now.value("baton_gate_depth")).isEqualTo(1));
            told.open(CommitRule.SYNCHRONOUS, b, a);
        }
        scraped(a, now -> {
            assertThat(now.state()).isEqualTo("Streaming");
            assertThat(now.value("baton_epoch")).isEqualTo(2);
            assertThat(now.value("baton_cuts_total")).isEqualTo(1);
            assertThat(now.value("baton_discarded_writes_total")).isEqualTo(1);
            assertThat(now.value("baton_discarded_bytes_total")).isBetween(20.0, 200.0);
            assertThat(now.has("baton_follower_lag_bytes" + B)).isFalse();
        });
    }

    @Test
    void aMemberThatIsSeededTellsHowFarAndWhatSnapshotItHas() throws Exception {
        double began = System.currentTimeMillis() / 1e3 - 1;
        NodeUnderTest a = node("orders-0").with("--seed-rate=1000000").start();
        NodeUnderTest b = node("orders-1").start();
        told.elect(a, b);
        try (Jedis client = a.client()) {
            for (int i = 0; i < 30; i++) {
                client.set("key-" + i, "v".repeat(100_000));
            }
        }
        scraped(a, now -> assertThat(now.has("baton_snapshot_position_bytes")).isFalse());
        NodeUnderTest c = node("orders-2").start();
        scraped(c, now -> assertThat(now.has("baton_seeding_progress_ratio")).isFalse());
        told.follow(a, c);
        scraped(c, now -> {
            assertThat(now.state()).isEqualTo("Seeding");
            assertThat(now.value("baton_seeding_progress_ratio")).isBetween(0.05, 0.6);
        });
        scraped(c, now -> assertThat(now.value("baton_seeding_progress_ratio")).isBetween(0.6, 0.99));
        assertThat(Scrape.of(a).value("baton_follower_connected follower=orders-2"))
                .isZero();
        Told.streams(c);
        for (NodeUnderTest node : List.of(a, c)) {
            scraped(node, now -> {
                assertThat(now.has("baton_seeding_progress_ratio")).isFalse();
                assertThat(now.value("baton_snapshot_position_bytes")).isGreaterThan(3_000_000);
                assertThat(now.value("baton_snapshot_size_bytes")).isBetween(3_000_000.0, 3_300_000.0);
                assertThat(now.value("baton_snapshot_timestamp_seconds"))
                        .isBetween(began, System.currentTimeMillis() / 1e3 + 1);
            });
        }
        scraped(
                a,
                now -> assertThat(now.value("baton_follower_connected follower=orders-2"))
                        .isEqualTo(1));
    }

    /** Facts are some milliseconds old: looks again until all of it holds. */
    private static void scraped(NodeUnderTest node, Consumer<Scrape> holds) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> holds.accept(Scrape.of(node)));
    }

    private NodeUnderTest node(String name) {
        NodeUnderTest node = new NodeUnderTest(name, directory.resolve(name));
        nodes.add(node);
        return node;
    }
}
