package dev.baton.workload;

import java.util.List;

/**
 * A promise the database broke.
 *
 * @param rule which one
 * @param key the list or register in which it shows
 * @param message what happened, to which element, for a person
 * @param operations the operations that prove it, in order of call; empty when no operation is concerned
 */
public record Violation(Rule rule, String key, String message, List<Operation> operations) {

    /** What is promised. */
    public enum Rule {
        /** An acknowledged append is in the list. */
        ACKNOWLEDGED_IS_KEPT,
        /** No element is in a list twice, or in two lists. */
        ONCE,
        /** A refused append, or SET, is nowhere. */
        REFUSED_IS_ABSENT,
        /** What is in a list or a register was sent by someone. */
        NOTHING_INVENTED,
        /** An append called after another had been acknowledged stands after it; to one client or to two. */
        ORDER,
        /** What a read returned is what the list holds at the end, in the same order, without a gap (invariant I5). */
        READ_IS_KEPT,
        /** Where loss is allowed: an acknowledged append that is in no list was reported as discarded. */
        LOSS_IS_REPORTED,
        /** What was reported as discarded is in no list. */
        DISCARDED_IS_GONE,
        /** The operations on a register can be ordered, each between its call and its return. */
        LINEARIZABLE
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(rule + " in " + key + ": " + message);
        for (Operation operation : operations) {
            text.append("\n    ").append(History.line(operation));
        }
        return text.toString();
    }
}
