package dev.baton.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The sums over many histories. Thread-safe. */
final class Tally {
    private int histories;
    private int uncounted;
    private int small;
    private long virtualNanos;
    private long events;
    private long operations;
    private long answered;
    private long faultsStruck;
    private int electedAnew;
    private long elections;
    private long switchovers;
    private long ruleChanges;
    private long seedings;
    private long cuts;
    private int unfounded;
    private int losses;
    private int diverged;
    private long slowestToServe;
    private final Map<String, Integer> modes = new TreeMap<>();
    private final int[] faults = new int[FaultKind.values().length];
    private final int[][] met = new int[FaultKind.values().length][Step.values().length];
    private final Map<Long, Violation> violations = new TreeMap<>();

    /** Only those count that are worth it; one that isn't proves nothing, and hides nothing. */
    synchronized void add(Outcome outcome) {
        boolean few = outcome.members() < 3;
        if (!outcome.counts() || few && small * 10 > histories) {
            uncounted++;
            return;
        }
        histories++;
        small += few ? 1 : 0;
        virtualNanos += outcome.nanos();
        events += outcome.events();
        operations += outcome.operations();
        answered += outcome.answered();
        electedAnew += outcome.elections() > 1 ? 1 : 0;
        elections += outcome.elections();
        switchovers += outcome.switchovers();
        ruleChanges += outcome.ruleChanges();
        seedings += outcome.seedings();
        cuts += outcome.cuts();
        unfounded += outcome.unfounded();
        losses += outcome.losses();
        diverged += outcome.diverged() ? 1 : 0;
        slowestToServe = Math.max(slowestToServe, outcome.servedAfter());
        modes.merge(outcome.mode(), 1, Integer::sum);
        outcome.faults().forEach((kind, count) -> {
            faults[kind.ordinal()] += count;
            faultsStruck += count;
        });
        for (FaultKind kind : FaultKind.values()) {
            for (Step step : Step.values()) {
                met[kind.ordinal()][step.ordinal()] += outcome.met()[kind.ordinal()][step.ordinal()];
            }
        }
    }

    synchronized void add(long seed, Violation violation) {
        violations.put(seed, violation);
    }

    synchronized int histories() {
        return histories;
    }

    /** By seed. */
    synchronized Map<Long, Violation> violations() {
        return new TreeMap<>(violations);
    }

    double acknowledgedShare() {
        return (double) answered / operations;
    }

    double electedAnewShare() {
        return (double) electedAnew / histories;
    }

    int unfounded() {
        return unfounded;
    }

    int losses() {
        return losses;
    }

    int diverged() {
        return diverged;
    }

    private static int pairs() {
        int pairs = 0;
        for (FaultKind kind : FaultKind.values()) {
            for (Step step : Step.values()) {
                pairs += kind.possibleIn(step) ? 1 : 0;
            }
        }
        return pairs;
    }

    /** Faults that never struck in a step that they can strike in. */
    List<String> neverMet() {
        List<String> missing = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            for (Step step : Step.values()) {
                if (kind.possibleIn(step) && met[kind.ordinal()][step.ordinal()] == 0) {
                    missing.add(kind.text + " in " + step);
                }
            }
        }
        return missing;
    }

    @Override
    public String toString() {
        StringJoiner byKind = new StringJoiner(", ");
        for (FaultKind kind : FaultKind.values()) {
            byKind.add(kind.text + " " + faults[kind.ordinal()]);
        }
        return String.format(
                """
                virtual time: %.1f h, things that happened: %d, not counted: %d, with 1 or 2 members: %d, modes: %s
                operations: %d, acknowledged: %.1f %%
                faults: %d (%s), pairs of a fault and a step: %d of %d
                a new leader in: %.1f %% of histories, elections: %d, switchovers: %d, failovers without cause: %d
                rule changes: %d, seedings: %d, cuts: %d, losses to a common power loss: %d, diverged: %d
                slowest to serve again: %.1f s\
                """,
                virtualNanos / 3.6e12,
                events,
                uncounted,
                small,
                modes,
                operations,
                100 * acknowledgedShare(),
                faultsStruck,
                byKind,
                pairs() - neverMet().size(),
                pairs(),
                100 * electedAnewShare(),
                elections,
                switchovers,
                unfounded,
                ruleChanges,
                seedings,
                cuts,
                losses,
                diverged,
                slowestToServe / 1e9);
    }
}
