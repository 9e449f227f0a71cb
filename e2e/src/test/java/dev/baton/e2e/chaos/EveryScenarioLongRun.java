package dev.baton.e2e.chaos;

import dev.baton.e2e.kind.OnKind;
import dev.baton.e2e.kind.Scene;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that take too long, or are too much alike, for every run. {@code -Dbaton.chaos.only} names some of all. */
@OnKind
class EveryScenarioLongRun {
    private final ChaosRun run;

    EveryScenarioLongRun(Scene scene) {
        this.run = new ChaosRun(scene);
    }

    static List<Scenario> scenarios() {
        String only = System.getProperty("baton.chaos.only", "");
        return only.isEmpty()
                ? Scenarios.others()
                : Scenarios.all().stream()
                        .filter(one ->
                                List.of(only.split(",")).contains(one.getClass().getSimpleName()))
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void nothingIsLost(Scenario scenario) throws Exception {
        run.of(scenario, ChaosRun.seed());
    }
}
