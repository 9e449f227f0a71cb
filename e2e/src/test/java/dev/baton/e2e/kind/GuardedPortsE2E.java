package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.Ports;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A pod that is neither a member nor the operator reaches a member's client port and no port of the replication: the network policy sees to
 * that, for without it the pod reaches them all.
 */
@OnKind
class GuardedPortsE2E {
    private static final Duration ENFORCED = Duration.ofSeconds(30);

    private final Scene scene;
    private Database orders;

    GuardedPortsE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders").apply().awaitReady().awaitFailoverReady();
    }

    @Test
    void aForeignPodReachesTheClientPortAndNoOther() {
        ClientPod foreign = orders.workload().start("foreign");
        foreign.awaitMore(100);
        Pod leader = orders.podOf(orders.leader());
        String address = leader.getStatus().getPodIP();

        assertThat(foreign.reaches(address, Ports.CLIENT.number())).isTrue();
        assertThat(foreign.reaches(address, Ports.CONTROL.number())).isFalse();
        assertThat(foreign.reaches(address, Ports.REPLICATION.number())).isFalse();

        orders.patchSpec("{\"networkPolicy\":{\"policy\":\"None\"}}");
        await("without a policy all ports are open")
                .atMost(ENFORCED)
                .until(() -> foreign.reaches(address, Ports.CONTROL.number())
                        && foreign.reaches(address, Ports.REPLICATION.number()));
        orders.patchSpec("{\"networkPolicy\":{\"policy\":\"Managed\"}}");
        await("the policy is back").atMost(ENFORCED).until(() -> !foreign.reaches(address, Ports.CONTROL.number()));

        assertThat(foreign.stop().verdict().violations()).isEmpty();
        orders.awaitReady();
    }
}
