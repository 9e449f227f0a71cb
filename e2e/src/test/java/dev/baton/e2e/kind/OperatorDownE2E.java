package dev.baton.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.workload.Served;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No operator runs for a minute: the database serves on. When one is back it carries out what was asked meanwhile, and fails over nothing. */
@OnKind
class OperatorDownE2E {
    private static final Duration DOWN = Duration.ofSeconds(60);
    /** Three times what is promised. */
    private static final Duration TRUE_AGAIN = Duration.ofSeconds(30);

    private final Scene scene;
    private Database orders;

    OperatorDownE2E(Scene scene) {
        this.scene = scene;
        this.orders = new Database(scene, "orders");
    }

    @BeforeAll
    void aDatabaseOfThree() {
        orders = scene.database("orders").apply().awaitReady().awaitFailoverReady();
    }

    @Test
    void theDatabaseServesOnAndTheStatusIsTrueSoonAfterwards() {
        OperatorPods operators = scene.cluster().operator();
        int replicas = operators.replicas();
        long epoch = orders.epoch();
        ClientPod client = orders.workload().start("client");
        client.awaitMore(200);

        operators.scaleTo(0);
        try {
            orders.staysAsItIs(DOWN);
            orders.scaleTo(4);
        } finally {
            operators.scaleTo(replicas);
        }
        long asked = orders.read().getMetadata().getGeneration();
        orders.awaitStatus(
                "what was asked meanwhile is seen",
                TRUE_AGAIN,
                status -> Objects.equals(status.observedGeneration(), asked)
                        && status.members().size() == 4);
        orders.awaitReady();
        ClientReport report = client.stop();

        assertThat(report.verdict().violations()).isEmpty();
        assertThat(report.summary().leaders()).extracting(Served::epoch).containsExactly(epoch);
        assertThat(report.summary().refused()).as("writes refused").isZero();
        assertThat(report.summary().longestGapMillis()).as("gap between writes").isLessThan(3000);
        assertThat(orders.epoch()).isEqualTo(epoch);
    }
}
