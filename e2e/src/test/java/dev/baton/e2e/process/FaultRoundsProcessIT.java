package dev.baton.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.Wish;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault in every mode, on one living database that is switched from mode to mode. To see a run again, as far as the draws decide it:
 * {@code -Dbaton.rounds.seed=N}, as the run printed it; {@code -Dbaton.rounds=N} for another number of rounds.
 */
class FaultRoundsProcessIT {
    @TempDir
    private Path directory;

    @Test
    void noFaultTakesBackWhatTheModePromised() throws Exception {
        List<Rounds.Report> reports = run(directory, Draw.ALL);
        if (reports.size() >= Draw.ALL) {
            assertThat(reports.stream().map(report -> report.draw().fault()).collect(Collectors.toSet()))
                    .isEqualTo(Set.copyOf(Arrays.asList(Fault.values())));
            assertThat(reports.stream().mapToInt(Rounds.Report::discarded).sum())
                    .as("asynchronous rounds that lose nothing show nothing of what is reported")
                    .isPositive();
        }
    }

    static List<Rounds.Report> run(Path directory, int usual) throws Exception {
        long seed = Long.parseLong(or("baton.rounds.seed", Long.toString(System.nanoTime() & 0xffff_ffffL)));
        int rounds = Integer.parseInt(or("baton.rounds", Integer.toString(usual)));
        System.out.println("rounds: " + rounds + " of -Dbaton.rounds.seed=" + seed);
        List<Draw> draws = Draw.draws(seed, rounds);
        Wish first = draws.getFirst().wish();
        try (Rounds world = Rounds.start(directory, first)) {
            return draws.stream().map(draw -> reported(world, draw, seed)).toList();
        }
    }

    private static Rounds.Report reported(Rounds world, Draw draw, long seed) {
        try {
            Rounds.Report report = world.run(draw);
            System.out.println(report);
            return report;
        } catch (Exception | AssertionError failed) {
            throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
        }
    }

    private static String or(String property, String otherwise) {
        String value = System.getProperty(property, "");
        return value.isEmpty() ? otherwise : value;
    }
}
