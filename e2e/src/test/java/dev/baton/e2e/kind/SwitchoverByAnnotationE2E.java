package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.Annotations;
import dev.baton.crds.EventReason;
import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.RequestReason;
import dev.baton.crds.status.RequestReport;
import dev.baton.crds.status.RequestState;
import dev.baton.crds.status.RequestType;
import dev.baton.workload.Served;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code kubectl annotate rdb orders baton.dev/switchover=…}: leadership moves, clients see a blip, nothing is lost. */
@OnKind
class SwitchoverByAnnotationE2E {
    private static final Duration HAND_OVER = Duration.ofSeconds(30);

    private final Scene scene;
    private Database orders;

    SwitchoverByAnnotationE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders").apply().awaitReady().awaitFailoverReady();
    }

    @Test
    void theNamedFollowerLeadsAndNothingElseChanges() {
        long epoch = orders.epoch();
        String before = orders.leader();
        String target = orders.spareFollower();
        List<String> podsBefore = podUids();
        ClientPod client = orders.workload().start("client");
        client.awaitMore(200);

        orders.switchoverTo(target);
        awaitRequest(RequestState.SUCCEEDED);
        client.awaitAcknowledgedAfter(epoch);
        client.awaitMore(200);

        assertThat(orders.leader()).isEqualTo(target);
        assertThat(orders.epoch()).isEqualTo(epoch + 1);
        assertThat(orders.newestRequest().orElseThrow()).satisfies(request -> {
            assertThat(request.type()).isEqualTo(RequestType.SWITCHOVER);
            assertThat(request.target()).isEqualTo(target);
            assertThat(request.reason()).isEqualTo(RequestReason.LEADS_NOW);
        });
        assertThat(orders.failoversSince(epoch)).singleElement().satisfies(failover -> {
            assertThat(failover.type()).isEqualTo(FailoverType.SWITCHOVER);
            assertThat(failover.from()).isEqualTo(before);
            assertThat(failover.to()).isEqualTo(target);
        });
        assertThat(orders.read().getMetadata().getAnnotations()).doesNotContainKey(Annotations.SWITCHOVER);
        orders.awaitEvent(EventReason.SWITCHOVER_COMPLETED, Duration.ofSeconds(20));

        aSecondWishForTheSameLeaderChangesNothing(target);

        ClientReport report = client.stop();
        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.summary().leaders()).extracting(Served::epoch).containsExactly(epoch, epoch + 1);
        assertThat(report.summary().longestGapMillis())
                .as("a planned hand-over")
                .isLessThan(6000);
        assertThat(podUids()).as("no pod was restarted for it").isEqualTo(podsBefore);
    }

    private void aSecondWishForTheSameLeaderChangesNothing(String leader) {
        long epoch = orders.epoch();
        orders.switchoverTo(leader);
        orders.awaitStatus(
                "the request is answered",
                HAND_OVER,
                status -> status.requests().getFirst().reason() == RequestReason.LEADS_ALREADY);
        assertThat(orders.epoch()).isEqualTo(epoch);
        assertThat(orders.status().requests()).hasSize(2);
    }

    private void awaitRequest(RequestState state) {
        orders.awaitStatus(
                "request " + state.label(),
                HAND_OVER,
                status -> status.requests().stream()
                        .findFirst()
                        .map(RequestReport::state)
                        .filter(now -> now == state)
                        .isPresent());
    }

    private List<String> podUids() {
        return orders.pods().stream()
                .map(pod -> pod.getMetadata().getUid())
                .sorted()
                .toList();
    }
}
