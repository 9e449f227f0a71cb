package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A follower killed and started again catches up from its log, not by a new snapshot, and writes don't notice. */
@OnKind
class FollowerCatchesUpFromLogE2E {
    private final Scene scene;
    private Database orders;

    FollowerCatchesUpFromLogE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders").apply().awaitReady();
    }

    @Test
    void aKilledFollowerContinuesFromWhereItsLogEnds() {
        long epoch = orders.epoch();
        String leader = orders.leader();
        String follower = orders.spareFollower();
        String incarnation = orders.member(follower).incarnation();
        ClientPod client = orders.workload().start("client");
        client.awaitMore(300);

        Pod before = orders.podOf(follower);
        orders.killPod(follower);
        orders.awaitNewPod(follower, before);
        orders.awaitReady();
        client.awaitMore(200);

        ClientReport report = client.stop();
        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.summary().longestGapMillis())
                .as("a follower that confirms nothing must not be missed by writers")
                .isLessThan(3000);
        assertThat(orders.logOf(follower)).contains("continuing from log").doesNotContain("seeded from snapshot");
        assertThat(orders.member(follower).incarnation()).isEqualTo(incarnation);
        assertThat(orders.leader()).isEqualTo(leader);
        assertThat(orders.epoch()).isEqualTo(epoch);
        assertThat(orders.failoversSince(epoch)).isEmpty();
    }
}
