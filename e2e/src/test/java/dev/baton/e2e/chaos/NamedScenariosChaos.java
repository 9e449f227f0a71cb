package dev.baton.e2e.chaos;

import dev.baton.e2e.kind.OnKind;
import dev.baton.e2e.kind.Scene;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that every whole run plays. {@link EveryScenarioLongRun} has the others. */
@OnKind
class NamedScenariosChaos {
    private final ChaosRun run;

    NamedScenariosChaos(Scene scene) {
        this.run = new ChaosRun(scene);
    }

    static List<Scenario> scenarios() {
        return Scenarios.named();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void nothingIsLost(Scenario scenario) throws Exception {
        run.of(scenario, ChaosRun.seed());
    }
}
