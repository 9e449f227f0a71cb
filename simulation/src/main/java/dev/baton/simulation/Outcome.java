package dev.baton.simulation;

import java.util.Map;

/**
 * What came of a history in which everything was as it must be.
 *
 * @param members at the beginning
 * @param traceHash the same for the same history
 * @param nanos of virtual time
 * @param events how many things happened in it
 * @param answered operations that were acknowledged, or a read that was answered
 * @param faults that struck
 * @param met by fault and step: how often the one struck in the other
 * @param elections how often a member began to lead
 * @param unfounded failovers begun without a cause
 * @param losses how often a common power loss took committed writes, where that may be
 * @param diverged whether a member refused to discard what it holds
 * @param servedAfter nanoseconds from the end of the faults to the next acknowledged write
 */
record Outcome(
        long seed,
        int members,
        String mode,
        long traceHash,
        long nanos,
        long events,
        int operations,
        int answered,
        Map<FaultKind, Integer> faults,
        int[][] met,
        int elections,
        int switchovers,
        int ruleChanges,
        int seedings,
        int cuts,
        int unfounded,
        int losses,
        boolean diverged,
        long servedAfter) {

    /** Whether it is one to be counted: long enough, busy enough, and with enough going wrong in it. */
    boolean counts() {
        return operations >= 200
                && nanos >= 60 * World.SECOND
                && faults.size() >= 2
                && faults.values().stream().mapToInt(count -> count).sum() >= 5;
    }
}
