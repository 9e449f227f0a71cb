package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An hour of random histories, or as many minutes as {@code -Dbaton.minutes} says. */
class RandomFaultsLongRun {
    private static final Duration LONG = Duration.ofMinutes(Integer.getInteger("baton.minutes", 60));

    @Test
    void anHourOfFaultsBreaksNoInvariant() {
        long end = System.nanoTime() + LONG.toNanos();
        long first = System.currentTimeMillis() % 1_000_000_000L * 1000;
        Tally tally = Campaign.run(first, () -> System.nanoTime() < end);
        FailureReport.print(tally);
        assertThat(tally.violations()).isEmpty();
        FailureReport.assertWorthwhile(tally);
    }
}
