package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.EventReason;
import dev.baton.crds.status.FailoverType;
import dev.baton.workload.Served;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The leader's pod is killed: a follower takes over by itself, and nothing acknowledged is lost. */
@OnKind
class LeaderPodKilledE2E {
    private static final Duration FAILOVER = Duration.ofSeconds(30);

    private final Scene scene;
    private Database orders;

    LeaderPodKilledE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders").apply().awaitReady().awaitFailoverReady();
    }

    @Test
    void aFollowerTakesOverByItself() {
        long epoch = orders.epoch();
        String killed = orders.leader();
        Pod before = orders.podOf(killed);
        ClientPod client = orders.workload().start("client");
        client.awaitMore(200);

        // Not by deleting the pod: its process would be asked to end first, and hand over in its last moments.
        scene.faults().crash(before);

        orders.awaitEpochAfter(epoch, FAILOVER);
        client.awaitAcknowledgedAfter(epoch);
        client.awaitMore(200);
        orders.awaitReady();
        ClientReport report = client.stop();

        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.verdict().lost()).isZero();
        assertThat(report.summary().leaders())
                .extracting(Served::epoch)
                .as("who acknowledged, in order: the epoch before and the one after, and no third")
                .containsExactly(epoch, epoch + 1);
        assertThat(report.summary().longestGapMillis()).isLessThan(FAILOVER.toMillis());
        assertThat(orders.failoversSince(epoch)).singleElement().satisfies(failover -> {
            assertThat(failover.type()).isEqualTo(FailoverType.FAILOVER);
            assertThat(failover.from()).isEqualTo(killed);
            assertThat(failover.to()).isEqualTo(orders.leader()).isNotEqualTo(killed);
            assertThat(failover.lossAccepted()).isNotEqualTo(true);
        });
        assertThat(orders.epoch()).isEqualTo(epoch + 1);
        assertThat(orders.member(killed).role()).isEqualTo("Follower");
        orders.awaitEvent(EventReason.FAILOVER_COMPLETED, Duration.ofSeconds(20));
    }
}
