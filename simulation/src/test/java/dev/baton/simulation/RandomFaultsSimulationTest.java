package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random histories under the production planner, in all three modes. New seeds each time; {@code -Dbaton.seed=N} replays one,
 * {@code -Dbaton.histories=N} says how many.
 */
class RandomFaultsSimulationTest {
    private static final int HISTORIES = Integer.parseInt(or("baton.histories", "1000"));

    @Test
    void noFaultBreaksAnInvariantAndTheClusterServesAgain() {
        String replayed = or("baton.seed", "");
        long first = replayed.isEmpty() ? System.currentTimeMillis() % 1_000_000_000L * 1000 : Long.parseLong(replayed);
        int count = replayed.isEmpty() ? HISTORIES : 1;
        long operations = 0;
        long acknowledged = 0;
        int electedAnew = 0;
        int lossesToPower = 0;
        int diverged = 0;
        Map<String, Integer> faults = new TreeMap<>();
        for (long seed = first; seed < first + count; seed++) {
            RandomHistory.Outcome outcome = RandomHistory.run(seed);
            operations += outcome.operations();
            acknowledged += outcome.acknowledged();
            lossesToPower += outcome.lossesToPower();
            diverged += outcome.diverged() ? 1 : 0;
            electedAnew += outcome.epochs() > 1 ? 1 : 0;
            outcome.faults().forEach((kind, n) -> faults.merge(kind, n, Integer::sum));
        }
        System.out.printf(
                "histories: %d from seed %d, operations: %d, acknowledged: %d, elected anew in: %d, faults: %s, losses to power: %d, diverged: %d%nviolations: 0%n",
                count, first, operations, acknowledged, electedAnew, faults, lossesToPower, diverged);
        assertThat(acknowledged)
                .as("a cluster that acknowledges little proves little")
                .isGreaterThan(operations / 4);
        if (count >= 100) {
            assertThat(electedAnew).isGreaterThan(count * 6 / 10);
            assertThat(faults).as("every kind of fault happened").hasSize(19);
            assertThat(diverged).as("an exception, not a way out").isLessThan(count / 50);
            assertThat(lossesToPower)
                    .as("without a write lost to power, what is excused proves nothing")
                    .isPositive();
        }
    }

    @Test
    void theSameSeedGivesTheSameHistory() {
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(RandomHistory.run(seed)).isEqualTo(RandomHistory.run(seed));
        }
    }

    private static String or(String property, String otherwise) {
        String value = System.getProperty(property, "");
        return value.isEmpty() ? otherwise : value;
    }
}
