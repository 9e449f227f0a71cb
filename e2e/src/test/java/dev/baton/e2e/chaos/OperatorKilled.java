package dev.baton.e2e.chaos;

import dev.baton.e2e.kind.OperatorPods;
import java.time.Duration;

/** The leader dies, and the operator is killed while it replaces it. */
final class OperatorKilled implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        long epoch = stage.database().epoch();
        try (OperatorPods.Killer killer = stage.scene().cluster().operator().killer()) {
            stage.faults().crash(stage.leader());
            stage.wait(Duration.ofMillis(stage.random().nextInt(1500)));
            killer.kill();
        }
        stage.awaitAnotherEpoch(epoch);
    }
}
