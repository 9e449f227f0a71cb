package dev.baton.operator.decide;

import java.util.List;

/**
 * What to do now. It is carried out at once, and then a new observation is made: at most one action changes the record, and no other action
 * of the plan relies on that change, so that a promise never runs ahead of the record.
 *
 * @param wakeAfterMillis when to look again if nothing happens before
 */
public record Plan(List<Action> actions, Verdict verdict, long wakeAfterMillis) {
    public Plan {
        actions = List.copyOf(actions);
        long swaps = actions.stream()
                .filter(action -> action instanceof Action.SwapRecord || action instanceof Action.CreateRecord)
                .count();
        if (swaps > 1) {
            throw new IllegalArgumentException("a plan changes the record at most once: " + actions);
        }
    }

    /** Whether nothing is to be done. */
    public boolean isEmpty() {
        return actions.isEmpty();
    }
}
