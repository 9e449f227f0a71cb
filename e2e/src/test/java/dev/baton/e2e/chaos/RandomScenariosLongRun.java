package dev.baton.e2e.chaos;

import dev.baton.e2e.kind.OnKind;
import dev.baton.e2e.kind.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Scenarios by lot, three in a row on one database, for {@code baton.chaos.minutes} (30): what {@code bin/test chaos --minutes N} runs.
 */
@OnKind
class RandomScenariosLongRun {
    private static final int IN_A_ROW = 3;

    private final ChaosRun run;

    RandomScenariosLongRun(Scene scene) {
        this.run = new ChaosRun(scene);
    }

    @Test
    @Timeout(4 * 3600)
    void nothingIsLost() throws Exception {
        long end = System.nanoTime()
                + Duration.ofMinutes(Integer.getInteger("baton.chaos.minutes", 30))
                        .toNanos();
        do {
            long seed = ChaosRun.seed();
            run.of(byLot(new Random(seed)), seed);
        } while (System.nanoTime() < end);
    }

    private static List<Scenario> byLot(Random random) {
        List<Scenario> left = new ArrayList<>(Scenarios.all());
        List<Scenario> chosen = new ArrayList<>();
        while (chosen.size() < IN_A_ROW) {
            Scenario next = left.remove(random.nextInt(left.size()));
            // Whose database has volumes of its own must be the first.
            if (next instanceof OnItsOwnDisk) {
                if (chosen.isEmpty()) {
                    chosen.add(next);
                }
            } else {
                chosen.add(next);
            }
        }
        return chosen;
    }
}
