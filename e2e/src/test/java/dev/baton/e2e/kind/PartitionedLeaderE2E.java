package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.EventReason;
import dev.baton.crds.status.FailoverReport;
import dev.baton.workload.Served;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The leader is cut off from everybody but one client. It acknowledges nothing once its successor leads; when it returns it
 * follows, and the writes it had taken without acknowledging them are cut off and reported.
 */
@OnKind
class PartitionedLeaderE2E {
    private static final Duration FAILOVER = Duration.ofSeconds(45);

    private final Scene scene;
    private Database orders;

    PartitionedLeaderE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders").apply().awaitReady().awaitFailoverReady();
    }

    @Test
    void itAcknowledgesNothingAfterItsSuccessorLeadsAndFollowsWhenItReturns() {
        long epoch = orders.epoch();
        String cutOff = orders.leader();
        Pod pod = orders.podOf(cutOff);
        ClientPod through = orders.workload().start("through");
        ClientPod beside = orders.workload().writingTo(pod).clients(2, 10).start("beside");
        through.awaitMore(100);
        beside.awaitMore(100);

        try (Faults.Fault partition = scene.faults().isolate(pod, beside.address())) {
            assertThat(partition.toString()).contains(pod.getMetadata().getName());
            orders.awaitEpochAfter(epoch, FAILOVER);
            through.awaitAcknowledgedAfter(epoch);
            through.awaitMore(200);
            assertThat(orders.leader()).isNotEqualTo(cutOff);
        }
        orders.awaitStatus(
                cutOff + " says what it discarded",
                FAILOVER,
                status -> status.failoverHistory().getFirst().discardedWrites() != null);
        orders.awaitReady();

        ClientReport successor = assertGood(through.stop());
        ClientReport deposed = assertGood(beside.stop());

        assertThat(deposed.summary().leaders())
                .as("who acknowledged to the client beside it")
                .allSatisfy(served -> {
                    assertThat(served.member()).isEqualTo(cutOff);
                    assertThat(served.epoch()).isEqualTo(epoch);
                });
        // All nodes are containers of one machine and share its clock.
        assertThat(deposed.acknowledgedUntil(epoch)).isBefore(successor.acknowledgedFrom(epoch + 1));
        assertThat(deposed.summary().unknown())
                .as("writes it took and could not acknowledge")
                .isPositive();
        assertThat(successor.summary().leaders()).extracting(Served::epoch).containsExactly(epoch, epoch + 1);

        assertThat(orders.epoch()).isEqualTo(epoch + 1);
        List<FailoverReport> failovers = orders.failoversSince(epoch);
        assertThat(failovers).singleElement().satisfies(failover -> {
            assertThat(failover.from()).isEqualTo(cutOff);
            assertThat(failover.discardedWrites()).isPositive();
        });
        orders.awaitEvent(EventReason.WRITES_DISCARDED, Duration.ofSeconds(20));
        assertThat(orders.member(cutOff).role()).isEqualTo("Follower");
        assertThat(orders.podOf(cutOff).getMetadata().getUid())
                .as("it came back by itself")
                .isEqualTo(pod.getMetadata().getUid());
    }

    private static ClientReport assertGood(ClientReport report) {
        assertThat(report.verdict().violations()).isEmpty();
        return report;
    }
}
