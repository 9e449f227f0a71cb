package dev.baton.node.differential;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs sequence after sequence, and shrinks each new kind of failure. */
final class Campaign {
    private static final int STEPS = 250;
    private static final int MOST_TRIES = 400;

    private final Servers servers;
    private final Sequences sequences;
    private final Commands commands;
    private final Differences differences = new Differences();
    private final Tally tally = new Tally();
    private final Trial trial;
    private final int mostFailures;
    /** By signature, with the shortest sequence of each. */
    private final Map<String, String> failures = new LinkedHashMap<>();

    /**
     * @param families to draw from
     * @param mostFailures ends after so many kinds of failure
     */
    Campaign(Servers servers, List<Family> families, int mostFailures) throws IOException {
        this.servers = servers;
        this.commands = new Commands(servers.missing());
        this.sequences = new Sequences(commands, families);
        this.trial = new Trial(servers, commands, differences, tally);
        this.mostFailures = mostFailures;
    }

    /** Draws sequences until so many commands were compared and so much time has passed. */
    void run(long seed, int leastCommands, long leastNanos) throws Exception {
        long began = System.nanoTime();
        for (long at = seed;
                failures.size() < mostFailures
                        && (tally.requests() < leastCommands || System.nanoTime() - began < leastNanos);
                at++) {
            run("seed " + at, sequences.draw(at, STEPS));
        }
        System.out.printf(
                "%d commands a second%n", tally.requests() * 1_000_000_000L / Math.max(1, System.nanoTime() - began));
    }

    void run(String origin, List<Step> steps) throws Exception {
        Mismatch found = trial.run(steps);
        if (found != null && !failures.containsKey(found.signature())) {
            failures.put(found.signature(), origin + ":\n" + shrunk(steps, found));
            System.out.println(failures.get(found.signature()));
        }
    }

    /** One sequence without end: the keys stay, and with them the whole log that makes them. */
    void fill(long seed, int steps) throws IOException {
        trial.forget();
        Mismatch found = trial.play(sequences.draw(seed, steps));
        if (found != null) {
            failures.putIfAbsent(found.signature(), "seed " + seed + ": " + found);
        }
    }

    /** What the keys are now. */
    void compareKeys(String when) {
        Mismatch found = trial.lookAtKeys(0);
        if (found != null) {
            failures.put(when, when + ": " + found);
        }
    }

    private String shrunk(List<Step> steps, Mismatch found) throws Exception {
        Trial quiet = new Trial(servers, commands, new Differences(), new Tally());
        List<Step> upToIt = steps.subList(0, Math.min(steps.size(), found.step() + 1));
        List<Step> shortest = new Shrinker(
                        candidate -> {
                            Mismatch again = quiet.run(candidate);
                            return again != null && again.signature().equals(found.signature());
                        },
                        MOST_TRIES,
                        Duration.ofSeconds(30))
                .shrink(upToIt);
        Mismatch last = quiet.run(shortest);
        List<String> lines = new ArrayList<>();
        shortest.forEach(step -> lines.addAll(step.lines()));
        return String.join("\n", lines) + "\n=> " + (last == null ? "not seen again: " + found : last) + "\n";
    }

    /** Each kind of failure, with the shortest sequence that shows it. */
    List<String> failures() {
        return List.copyOf(failures.values());
    }

    String report() {
        return tally + "\nnot known to the node, so not sent: " + counts(commands.skipped())
                + "\ndifferent on purpose: " + counts(differences.met());
    }

    private static String counts(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
    }
}
