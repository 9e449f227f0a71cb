package dev.baton.simulation;

import dev.baton.simulation.Scenario.Strike;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves out of a failing scenario what isn't needed for the same check to fail, as long as that helps. */
final class Shrinker {
    private static final int MOST_RUNS = 300;

    private int runs;

    private Shrinker() {}

    /** @return the failure of the shrunk scenario, with its trace */
    static String shrink(Scenario scenario, String check) {
        Shrinker shrinker = new Shrinker();
        List<Strike> strikes = new ArrayList<>(scenario.strikes());
        for (int size = Math.max(1, strikes.size() / 2); ; size = Math.max(1, size / 2)) {
            boolean shorter = false;
            for (int from = 0; from < strikes.size() && shrinker.runs < MOST_RUNS; ) {
                List<Strike> fewer = new ArrayList<>(strikes);
                fewer.subList(from, Math.min(strikes.size(), from + size)).clear();
                Violation violation = shrinker.run(scenario.with(fewer), false);
                if (violation != null && violation.check().equals(check)) {
                    strikes = fewer;
                    shorter = true;
                } else {
                    from += size;
                }
            }
            if (size == 1 && !shorter || shrinker.runs >= MOST_RUNS) {
                break;
            }
        }
        Scenario shrunk = scenario.with(strikes);
        Violation violation = shrinker.run(shrunk, true);
        return shrunk + "\n" + (violation == null ? "it fails no more" : violation.getMessage());
    }

    private @Nullable Violation run(Scenario scenario, boolean traced) {
        runs++;
        try {
            RandomHistory.run(scenario, RandomHistory.Judge.INVARIANTS, traced);
            return null;
        } catch (Violation violation) {
            return violation;
        }
    }
}
