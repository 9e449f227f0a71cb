package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.workload.Served;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A new follower joins under write load: a snapshot, then the changes since, and writes don't stop for it. */
@OnKind
class NewFollowerSeedsUnderLoadE2E {
    /** So many writes take ten seconds; readers take a new connection each second, to any follower. */
    private static final int READERS_HAVE_RECONNECTED = 4_000;

    private final Scene scene;
    private Database orders;

    NewFollowerSeedsUnderLoadE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfTwoWithSomethingInIt() {
        orders = scene.database("orders").replicas(2).apply().awaitReady();
        orders.workload().fill(20_000, 1_000);
    }

    @Test
    void aThirdMemberIsSeededWhileWritesGoOn() {
        long epoch = orders.epoch();
        String leader = orders.leader();
        ClientPod client = orders.workload().start("client");
        client.awaitMore(200);

        orders.scaleTo(3).awaitReady();
        client.awaitMore(READERS_HAVE_RECONNECTED);

        ClientReport report = client.stop();
        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.summary().longestGapMillis())
                .as("a new follower must not be felt by writers")
                .isLessThan(3000);
        assertThat(report.summary().readFrom()).extracting(Served::member).contains("orders-2");
        assertThat(orders.logOf("orders-2")).contains("seeded from snapshot");
        assertThat(orders.leader()).isEqualTo(leader);
        assertThat(orders.epoch()).isEqualTo(epoch);
        assertThat(orders.failoversSince(epoch)).isEmpty();
        assertThat(orders.status().members()).hasSize(3);
    }
}
