package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random histories under the production planner, in all modes, and those that once failed. {@code -Dbaton.seed=N} replays one,
 * {@code -Dbaton.histories=N} says how many, {@code -Dbaton.first=new} has seeds that nobody knows, as {@code bin/test simulation} does.
 */
class RandomFaultsSimulationTest {
    /** Of a whole run: what fails in it is due to what was changed. */
    private static final String FIRST = "678925916000";

    private static final int HISTORIES = Integer.parseInt(or("baton.histories", "4900"));

    @Test
    void noFaultBreaksAnInvariantAndTheClusterServesAgain() {
        String seed = or("baton.seed", "");
        if (!seed.isEmpty()) {
            replay(Long.parseLong(seed));
            return;
        }
        long first = first();
        java.util.concurrent.atomic.AtomicInteger left = new java.util.concurrent.atomic.AtomicInteger(HISTORIES);
        System.out.println(HISTORIES + " histories from seed " + first);
        Tally tally = Campaign.run(first, () -> left.getAndDecrement() > 0);
        FailureReport.print(tally);
        assertThat(tally.violations()).isEmpty();
        FailureReport.assertWorthwhile(tally);
    }

    private static long first() {
        String first = or("baton.first", FIRST);
        return first.equals("new") ? System.currentTimeMillis() % 1_000_000_000L * 1000 : Long.parseLong(first);
    }

    private static void replay(long seed) {
        Scenario scenario = Scenario.of(seed);
        System.out.println(scenario);
        System.out.println(RandomHistory.run(scenario, RandomHistory.Judge.INVARIANTS, true));
    }

    @Test
    void seedsThatOnceFailedFailNoMore() throws IOException {
        for (long seed : failedSeeds()) {
            RandomHistory.run(Scenario.of(seed));
        }
    }

    private static List<Long> failedSeeds() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RandomFaultsSimulationTest.class.getResourceAsStream("/failed-seeds.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Long.valueOf(line.split(" ")[0]))
                    .collect(Collectors.toList());
        }
    }

    @Test
    void theSameSeedGivesTheSameHistory() {
        for (long seed = 1; seed <= 3; seed++) {
            Outcome first = RandomHistory.run(Scenario.of(seed));
            Outcome traced = RandomHistory.run(Scenario.of(seed), RandomHistory.Judge.INVARIANTS, true);
            assertThat(traced.traceHash()).isEqualTo(first.traceHash());
            assertThat(Map.copyOf(traced.faults())).isEqualTo(Map.copyOf(first.faults()));
        }
    }

    private static String or(String property, String otherwise) {
        String value = System.getProperty(property, "");
        return value.isEmpty() ? otherwise : value;
    }
}
