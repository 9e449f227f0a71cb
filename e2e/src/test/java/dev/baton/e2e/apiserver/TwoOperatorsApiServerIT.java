package dev.baton.e2e.apiserver;

import dev.baton.workload.Workload;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two operators act at once and know nothing of each other, as when a lease of theirs is lost and not yet noticed. */
@Timeout(150)
class TwoOperatorsApiServerIT {
    private static final int ROUNDS = 3;

    @RegisterExtension
    final ApiServerScene scene =
            ApiServerScene.named("two").with(namespace -> MortalOperatorProcess.start(namespace, 2));

    @TempDir
    private Path folder;

    @Test
    void makeOneFailoverOfOneLossAndOneSwitchoverOfOneRequest() throws Exception {
        DatabaseYaml.named("orders").in(scene.namespace()).create();
        scene.databases().awaitReady("orders");
        Clients clients = new Clients(scene.namespace(), "orders");
        OperatorEnds operators = new OperatorEnds(scene);
        try (Workload workload = clients.load(folder)) {
            for (int round = 0; round < ROUNDS; round++) {
                operators.failover(OperatorEnds.NEVER);
                operators.switchover(OperatorEnds.NEVER);
            }
            clients.lostNothing(workload);
        }
    }
}
