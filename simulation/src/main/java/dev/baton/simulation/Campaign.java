package dev.baton.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Runs many histories, on as many threads as there are cores, and sums them up. */
final class Campaign {
    /** After so many it is plain that something is wrong. */
    private static final int MOST_VIOLATIONS = 3;

    private Campaign() {}

    /**
     * @param first the first seed; the others follow it
     * @param goOn asked before every history, by any thread, whether there is to be one more
     */
    static Tally run(long first, BooleanSupplier goOn) {
        Tally tally = new Tally();
        AtomicLong next = new AtomicLong(first);
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(() -> {
                    while (tally.violations().size() < MOST_VIOLATIONS && goOn.getAsBoolean()) {
                        one(next.getAndIncrement(), tally);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (InterruptedException | java.util.concurrent.ExecutionException failed) {
            throw new IllegalStateException("a thread of the campaign ended", failed);
        }
        return tally;
    }

    static void one(long seed, Tally tally) {
        try {
            tally.add(RandomHistory.run(Scenario.of(seed)));
        } catch (Violation violation) {
            tally.add(seed, violation);
        }
    }
}
