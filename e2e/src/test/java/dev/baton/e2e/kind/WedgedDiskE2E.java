package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.FailoverCause;
import dev.baton.workload.Served;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The leader's file system stands still while its process runs on and answers: it is as good as dead, and another member leads. When the disk
 * moves again the old leader follows.
 */
@OnKind
class WedgedDiskE2E {
    private static final Duration FAILOVER = Duration.ofSeconds(45);

    private final Scene scene;
    private final LoopVolumes volumes;
    private Database orders;

    WedgedDiskE2E(Scene scene) {
        this.scene = scene;
        this.volumes = LoopVolumes.make(scene, "600M");
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders")
                .storageClass(volumes.storageClass())
                .apply()
                .awaitReady()
                .awaitFailoverReady();
    }

    @Test
    void aLeaderWhoseDiskStandsStillIsReplacedAndFollowsOnceItMoves() {
        long epoch = orders.epoch();
        String wedged = orders.leader();
        Pod pod = orders.podOf(wedged);
        ClientPod client = orders.workload().start("client");
        client.awaitMore(200);

        try (Faults.Fault frozen =
                scene.faults().freeze(volumes.on(pod.getSpec().getNodeName()))) {
            assertThat(frozen.toString()).contains(volumes.storageClass());
            orders.awaitEpochAfter(epoch, FAILOVER);
            client.awaitAcknowledgedAfter(epoch);
            client.awaitMore(200);
            assertThat(orders.leader()).isNotEqualTo(wedged);
        }
        orders.awaitReady();
        orders.awaitFailoverReady();
        ClientReport report = client.stop();

        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.verdict().lost()).isZero();
        assertThat(report.summary().leaders()).extracting(Served::epoch).containsExactly(epoch, epoch + 1);
        assertThat(orders.failoversSince(epoch)).singleElement().satisfies(failover -> {
            assertThat(failover.from()).isEqualTo(wedged);
            assertThat(failover.cause()).isEqualTo(FailoverCause.LEADER_DISK_STALLED);
        });
        assertThat(orders.member(wedged).role()).isEqualTo("Follower");
    }
}
