package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/**
 * The proof is itself proven: every mistake planted in a production source is caught, by the very check that is there for it.
 */
class PlantedMistakesSimulationTest {
    private static final int MOST_SEEDS = 2000;
    private static final int LEAST_MISTAKES = 16;

    /** @param others what else was found on the way, by check: a mistake has more than one consequence */
    private record Hunted(
            String mistake, String check, boolean caught, int seeds, Map<String, Integer> others, long millis) {
        @Override
        public String toString() {
            return String.format(
                    "%-32s %s by %s after %d histories, %.1f s%s",
                    mistake,
                    caught ? "caught" : "NOT CAUGHT",
                    check,
                    seeds,
                    millis / 1000.0,
                    others.isEmpty() ? "" : "; also " + others);
        }
    }

    @Test
    void everyPlantedMistakeIsCaughtByTheCheckThatIsThereForIt() throws Exception {
        List<PlantedMistake> mistakes = PlantedMistake.all();
        assertThat(mistakes).hasSizeGreaterThanOrEqualTo(LEAST_MISTAKES);
        List<Hunted> hunted = inParallel(mistakes);
        hunted.forEach(System.out::println);
        long caught = hunted.stream().filter(Hunted::caught).count();
        System.out.printf("planted mistakes caught: %d/%d%n", caught, mistakes.size());
        assertThat(hunted).allMatch(Hunted::caught);
    }

    /** The hunt of a mistake, on unmodified classes: what its check finds must be the mistake. */
    @Test
    void withoutAMistakeTheSameHistoriesAreSound() throws IOException {
        Hunt hunt = new Hunt();
        for (PlantedMistake mistake : PlantedMistake.all()) {
            for (long seed = 1; seed <= 10; seed++) {
                assertThat(hunt.apply(mistake.focus(), seed))
                        .as(mistake.name() + ", seed " + seed)
                        .isEmpty();
            }
        }
    }

    private static List<Hunted> inParallel(List<PlantedMistake> mistakes)
            throws InterruptedException, ExecutionException {
        try (ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<Hunted>> hunts = new ArrayList<>();
            mistakes.forEach(mistake -> hunts.add(executor.submit(() -> hunt(mistake))));
            List<Hunted> hunted = new ArrayList<>();
            for (Future<Hunted> each : hunts) {
                hunted.add(each.get());
            }
            return hunted;
        }
    }

    private static Hunted hunt(PlantedMistake mistake) {
        long began = System.nanoTime();
        BiFunction<String, Long, String> hunt = MistakenClasses.hunt(mistake);
        Map<String, Integer> others = new TreeMap<>();
        boolean caught = false;
        int seeds = 0;
        while (!caught && seeds < MOST_SEEDS) {
            String wrong = hunt.apply(mistake.focus(), (long) ++seeds);
            String check = wrong.contains(":") ? wrong.substring(0, wrong.indexOf(':')) : wrong;
            caught = check.equals(mistake.caughtBy());
            if (!caught && !check.isEmpty()) {
                others.merge(check, 1, Integer::sum);
            }
        }
        return new Hunted(
                mistake.name(), mistake.caughtBy(), caught, seeds, others, (System.nanoTime() - began) / 1_000_000);
    }
}
