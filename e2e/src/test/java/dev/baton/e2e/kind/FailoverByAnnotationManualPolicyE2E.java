package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.Annotations;
import dev.baton.crds.ConditionReason;
import dev.baton.crds.ConditionType;
import dev.baton.crds.spec.FailoverPolicy;
import dev.baton.crds.status.FailoverCause;
import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.RequestState;
import dev.baton.crds.status.RequestType;
import dev.baton.workload.Served;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Automatic failover is switched off: the leader is lost and nothing happens, until a person asks for a failover. */
@OnKind
class FailoverByAnnotationManualPolicyE2E {
    private static final Duration FAILOVER = Duration.ofSeconds(30);

    private final Scene scene;
    private Database orders;

    FailoverByAnnotationManualPolicyE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseWithPolicyManual() {
        orders = scene.database("orders").policy(FailoverPolicy.MANUAL).apply().awaitReady();
    }

    @Test
    void nothingHappensUntilTheAnnotation() {
        long epoch = orders.epoch();
        ClientPod client = orders.workload().start("client");
        client.awaitMore(200);

        Pod lost = orders.podOf(orders.leader());
        // Cut off, not killed: a leader whose process merely restarts leads again by itself, also under this policy.
        try (Faults.Fault partition = scene.faults().isolate(lost)) {
            assertThat(partition.toString()).contains(lost.getMetadata().getName());
            orders.awaitCondition(ConditionType.AVAILABLE, ConditionReason.WAITING_FOR_REQUEST, FAILOVER);
            long acknowledged = client.acknowledged();
            orders.staysAsItIs(Duration.ofSeconds(12));

            assertThat(orders.epoch()).isEqualTo(epoch);
            assertThat(client.acknowledged())
                    .as("nobody leads, nobody acknowledges")
                    .isEqualTo(acknowledged);
            assertThat(orders.failoversSince(epoch)).isEmpty();

            orders.annotate(Annotations.FAILOVER, Annotations.AUTO);
            orders.awaitEpochAfter(epoch, FAILOVER);
            client.awaitAcknowledgedAfter(epoch);
            client.awaitMore(200);
        }
        ClientReport report = client.stop();

        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.summary().leaders()).extracting(Served::epoch).containsExactly(epoch, epoch + 1);
        assertThat(orders.failoversSince(epoch)).singleElement().satisfies(failover -> {
            assertThat(failover.type()).isEqualTo(FailoverType.FAILOVER);
            assertThat(failover.cause()).isEqualTo(FailoverCause.REQUESTED);
        });
        assertThat(orders.newestRequest().orElseThrow()).satisfies(request -> {
            assertThat(request.type()).isEqualTo(RequestType.FAILOVER);
            assertThat(request.state()).isEqualTo(RequestState.SUCCEEDED);
        });
        assertThat(orders.read().getMetadata().getAnnotations()).doesNotContainKey(Annotations.FAILOVER);
    }
}
