package dev.baton.node.differential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a failing sequence as short as it can by leaving out parts that the failure doesn't need: halves first, then quarters, at last single steps
 * (Zeller and Hildebrandt's delta debugging, without its search in subsets).
 */
final class Shrinker {
    /** Whether what is left still fails, in the same way. */
    @FunctionalInterface
    interface Fails {
        boolean fails(List<Step> steps) throws Exception;
    }

    private final Fails test;
    private final long deadline;
    private int triesLeft;

    /** After so many tries, or so long, the shortest found so far is good enough. */
    Shrinker(Fails test, int mostTries, Duration atMost) {
        this.test = test;
        this.triesLeft = mostTries;
        this.deadline = System.nanoTime() + atMost.toNanos();
    }

    private boolean mayTry() {
        return triesLeft > 0 && System.nanoTime() < deadline;
    }

    List<Step> shrink(List<Step> failing) throws Exception {
        List<Step> shortest = failing;
        int piece = Math.max(1, shortest.size() / 2);
        while (mayTry()) {
            boolean shortened = false;
            // From the end: what comes last is what failed, the rest before it is more often of no account.
            for (int to = shortest.size(); to > 0 && mayTry(); to -= piece) {
                int from = Math.max(0, to - piece);
                List<Step> rest = new ArrayList<>(shortest.subList(0, from));
                rest.addAll(shortest.subList(Math.min(to, shortest.size()), shortest.size()));
                triesLeft--;
                if (!rest.isEmpty() && test.fails(rest)) {
                    shortest = rest;
                    shortened = true;
                }
            }
            if (piece == 1 && !shortened) {
                break;
            }
            piece = Math.max(1, piece / 2);
        }
        return shortest;
    }
}
