package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** What a campaign prints, and what it must have met to prove anything. */
final class FailureReport {
    /** From so many histories on everything rare must have been met, too. */
    private static final int ENOUGH_FOR_ALL_PAIRS = 5000;

    private FailureReport() {}

    static void print(Tally tally) {
        for (Map.Entry<Long, Violation> failed : tally.violations().entrySet()) {
            Violation violation = failed.getValue();
            System.out.printf(
                    "VIOLATION %s%nreplay with: bin/test simulation --seed %d%nshrunk:%n%s%n",
                    violation.what(),
                    failed.getKey(),
                    Shrinker.shrink(Scenario.of(failed.getKey()), violation.check()));
        }
        System.out.println(tally);
        System.out.printf(
                "histories: %d%nviolations: %d%n",
                tally.histories(), tally.violations().size());
    }

    static void assertWorthwhile(Tally tally) {
        if (tally.histories() < 100) {
            return;
        }
        assertThat(tally.acknowledgedShare())
                .as("a cluster that acknowledges little proves little")
                .isGreaterThan(0.5);
        assertThat(tally.electedAnewShare()).as("histories with a new leader").isGreaterThan(0.6);
        assertThat(tally.diverged()).as("an exception, not a way out").isLessThan(1 + tally.histories() / 50);
        assertThat(tally.unfounded())
                .as("failovers while nothing was wrong")
                .isLessThanOrEqualTo(tally.histories() / 1000);
        if (tally.histories() >= ENOUGH_FOR_ALL_PAIRS) {
            assertThat(tally.losses())
                    .as("without a write lost to power, what is excused proves nothing")
                    .isPositive();
            assertThat(tally.neverMet())
                    .as("faults that never struck in a step of the protocol")
                    .isEmpty();
        }
    }
}
