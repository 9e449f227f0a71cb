package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.ConditionType;
import dev.baton.crds.spec.ReplicationMode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who must hold a write before it is acknowledged, in each mode, and what the loss of a follower does to writes. */
@OnKind
class ReplicationModesE2E {
    private static final Duration RULE_CHANGE = Duration.ofSeconds(45);

    private final Scene scene;
    private Database orders;

    ReplicationModesE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders")
                .mode(ReplicationMode.SEMI_SYNCHRONOUS)
                .apply()
                .awaitReady();
    }

    /** One test: the modes follow one another on one database under one load, which is also how a person changes them. */
    @Test
    void everyModeKeepsItsPromiseUnderLoad() {
        long epoch = orders.epoch();
        ClientPod client = orders.workload().clients(2, 20).start("client");
        client.awaitMore(50);

        semiSynchronousReplacesItsFrozenFollower(client);
        semiSynchronousWaitsWhenNoFollowerConfirms(client);
        synchronousGoesOnWithoutAFrozenFollower(client);
        asynchronousDoesNotFeelAFrozenFollower(client);

        ClientReport report = client.stop();
        assertThat(report.verdict().violations()).isEmpty();
        // A slow follower is no reason to change the leader.
        assertThat(orders.epoch()).isEqualTo(epoch);
        assertThat(orders.failoversSince(epoch)).isEmpty();
    }

    private void semiSynchronousReplacesItsFrozenFollower(ClientPod client) {
        String confirming = onlySynchronousFollower();
        try (Faults.Fault frozen = scene.faults().freeze(orders.podOf(confirming))) {
            assertThat(frozen.toString()).contains(confirming);
            orders.awaitStatus(
                    "another follower than " + confirming + " confirms",
                    RULE_CHANGE,
                    status -> status.synchronousFollowers().size() == 1
                            && !status.synchronousFollowers().contains(confirming));
            client.awaitMore(50);
        }
        orders.awaitReady();
    }

    private void semiSynchronousWaitsWhenNoFollowerConfirms(ClientPod client) {
        String first = orders.followers().getFirst();
        String second = orders.followers().getLast();
        try (Faults.Fault one = scene.faults().freeze(orders.podOf(first));
                Faults.Fault other = scene.faults().freeze(orders.podOf(second))) {
            assertThat(one).isNotEqualTo(other);
            orders.awaitStatus(
                    "no writes",
                    RULE_CHANGE,
                    status -> client.progress().orElseThrow().presentGapMillis() > 2000);
            long acknowledged = client.acknowledged();
            orders.staysAsItIs(Duration.ofSeconds(4));
            assertThat(client.acknowledged()).isEqualTo(acknowledged);
        }
        client.awaitMore(50);
        orders.awaitReady();
    }

    private void synchronousGoesOnWithoutAFrozenFollower(ClientPod client) {
        orders.patchSpec("{\"replication\":{\"mode\":\"Synchronous\"}}");
        orders.awaitStatus(
                "both followers confirm",
                RULE_CHANGE,
                status -> status.synchronousFollowers().size() == 2);
        String follower = orders.followers().getFirst();
        try (Faults.Fault frozen = scene.faults().freeze(orders.podOf(follower))) {
            assertThat(frozen.toString()).contains(follower);
            orders.awaitStatus(
                    follower + " left the rule",
                    RULE_CHANGE,
                    status -> status.synchronousFollowers().size() == 1
                            && !status.synchronousFollowers().contains(follower));
            client.awaitMore(50);
        }
        orders.awaitStatus(
                follower + " is back in the rule",
                RULE_CHANGE,
                status -> status.synchronousFollowers().size() == 2);
    }

    private void asynchronousDoesNotFeelAFrozenFollower(ClientPod client) {
        orders.patchSpec("{\"replication\":{\"mode\":\"Asynchronous\"}}");
        orders.awaitStatus(
                "nobody need confirm",
                RULE_CHANGE,
                status -> status.synchronousFollowers().isEmpty());
        orders.awaitReady();
        // Reads may meet the frozen follower; writes must not.
        try (Faults.Fault frozen =
                scene.faults().freeze(orders.podOf(orders.followers().getFirst()))) {
            assertThat(frozen.toString()).contains("freeze");
            client.awaitMore(100);
            assertThat(client.progress().orElseThrow().presentGapMillis()).isLessThan(1500);
        }
        assertThat(orders.is(ConditionType.FAILOVER_READY)).isFalse();
    }

    private String onlySynchronousFollower() {
        assertThat(orders.status().synchronousFollowers()).hasSize(1);
        return orders.status().synchronousFollowers().getFirst();
    }
}
