package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.workload.Workload;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The operator ends before and after every single thing it does while it scales and rolls out. */
class OperatorEndsAnywhereLongRun {
    @RegisterExtension
    final ApiServerScene scene = ApiServerScene.named("ends-long").with(MortalOperatorProcess::start);

    @TempDir
    private Path folder;

    private Clients clients;
    private OperatorEnds operator;

    @BeforeEach
    void makeDatabase() {
        operator = new OperatorEnds(scene);
        clients = new Clients(scene.namespace(), "orders");
        DatabaseYaml.named("orders").in(scene.namespace()).create();
        scene.databases().awaitReady("orders");
    }

    @Test
    void scaling() throws Exception {
        try (Workload workload = clients.load(folder)) {
            int ends = OperatorEnds.everywhere(
                    deeds -> {
                        var out = operator.scale(4, deeds);
                        var in = operator.scale(3, deeds);
                        return out.endedBefore() == null ? in : out;
                    },
                    100);
            assertThat(ends).isGreaterThan(5);
            clients.lostNothing(workload);
        }
    }

    @Test
    void rollingUpdate() throws Exception {
        try (Workload workload = clients.load(folder)) {
            assertThat(OperatorEnds.everywhere(operator::rollOut, 200)).isGreaterThan(15);
            clients.lostNothing(workload);
        }
    }
}
