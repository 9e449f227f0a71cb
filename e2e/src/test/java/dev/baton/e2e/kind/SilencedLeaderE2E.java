package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.FailoverReport;
import dev.baton.workload.Served;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nobody hears the leader any more but one client, while it still hears everybody: another member leads, and the old one acknowledges nothing
 * from then on, although it is told nothing it could not receive.
 */
@OnKind
class SilencedLeaderE2E {
    private static final Duration FAILOVER = Duration.ofSeconds(45);

    private final Scene scene;
    private Database orders;

    SilencedLeaderE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders").apply().awaitReady().awaitFailoverReady();
    }

    @Test
    void anotherLeadsAndItAcknowledgesNothingFromThenOn() {
        long epoch = orders.epoch();
        String silenced = orders.leader();
        Pod pod = orders.podOf(silenced);
        ClientPod through = orders.workload().start("through");
        ClientPod beside = orders.workload().writingTo(pod).clients(2, 10).start("beside");
        through.awaitMore(100);
        beside.awaitMore(100);

        try (Faults.Fault cut = scene.faults().silence(pod, beside.address())) {
            assertThat(cut.toString()).contains(pod.getMetadata().getName());
            orders.awaitEpochAfter(epoch, FAILOVER);
            through.awaitAcknowledgedAfter(epoch);
            through.awaitMore(200);
        }
        orders.awaitReady();

        ClientReport successors = through.stop();
        ClientReport deposed = beside.stop();

        assertThat(successors.verdict().violations()).isEmpty();
        assertThat(deposed.verdict().violations()).isEmpty();
        assertThat(deposed.summary().leaders()).extracting(Served::epoch).containsExactly(epoch);
        assertThat(successors.summary().leaders()).extracting(Served::epoch).containsExactly(epoch, epoch + 1);
        assertThat(deposed.acknowledgedUntil(epoch))
                .as("all nodes share one clock")
                .isBefore(successors.acknowledgedFrom(epoch + 1));
        assertThat(orders.failoversSince(epoch))
                .singleElement()
                .extracting(FailoverReport::from)
                .isEqualTo(silenced);
        assertThat(orders.member(silenced).role()).isEqualTo("Follower");
    }
}
