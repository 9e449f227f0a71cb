package dev.baton.workload;

import dev.baton.workload.Violation.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether registers are linearizable (Herlihy and Wing, "Linearizability", 1990): whether every operation can be thought to take
 * place at one instant between its call and its return.
 *
 * <ol>
 *   <li>Each register is judged by itself: linearizability is local (same paper, and Horn and Kroening 2015 for checkers).
 *   <li>What a GET returned, a leader's or a follower's, had been sent by a SET to this register that wasn't refused.
 *   <li>SETs and the GETs that a leader answered can be ordered: see {@link RegisterSearch}. A refused operation never took effect; one of
 *       unknown outcome did at any time after its call, or never.
 *   <li>What a follower returned may be old, so it isn't ordered; but it was committed by then.
 * </ol>
 *
 * <p>Holds in the synchronous modes. In the asynchronous mode a failover may lose acknowledged SETs, and no register is linearizable then.
 * Pure; keeps nothing between calls. Time is that of sorting the history, times the calls under way at once on one register.
 */
public final class RegisterChecker {
    private final List<Violation> violations = new ArrayList<>();

    private RegisterChecker() {}

    /**
     * @param history all operations, in any order; those that are neither {@link Operation#SET} nor {@link Operation#GET} nor {@link
     *     Operation#FOLLOWER_GET} are passed over. A register has no value before its first SET
     * @throws IllegalArgumentException when a value is sent twice to one register
     */
    public static RegisterVerdict check(List<Operation> history) {
        return new RegisterChecker().judge(history);
    }

    private RegisterVerdict judge(List<Operation> history) {
        Map<String, List<Operation>> registers = new TreeMap<>();
        for (Operation operation : history) {
            if (operation.ofRegister()) {
                registers
                        .computeIfAbsent(operation.key(), unused -> new ArrayList<>())
                        .add(operation);
            }
        }
        registers.forEach(this::judge);
        return new RegisterVerdict(
                registers.size(),
                count(history, Operation.SET, Outcome.OK),
                count(history, Operation.SET, Outcome.UNKNOWN),
                count(history, Operation.GET, Outcome.OK),
                count(history, Operation.FOLLOWER_GET, Outcome.OK),
                List.copyOf(violations));
    }

    private static int count(List<Operation> history, String op, Outcome outcome) {
        return (int) history.stream()
                .filter(operation -> operation.op().equals(op) && operation.outcome() == outcome)
                .count();
    }

    private void judge(String key, List<Operation> operations) {
        Map<String, Operation> sets = new HashMap<>();
        for (Operation operation : operations) {
            if (operation.sets()) {
                String value = Objects.requireNonNull(operation.value(), "a SET has a value");
                if (sets.put(value, operation) != null) {
                    throw new IllegalArgumentException("the history sets " + key + " to " + value
                            + " twice; values must be unique for the check to mean anything");
                }
            }
        }
        boolean sound = true;
        for (Operation operation : operations) {
            if (!operation.sets() && operation.outcome() == Outcome.OK && operation.result() != null) {
                sound &= wasSent(operation, sets.get(operation.result()));
            }
        }
        // What was never sent can't be ordered; saying so again helps nobody.
        if (sound && !RegisterSearch.canBeOrdered(operations)) {
            List<Operation> proof = UnorderableWindow.of(operations);
            violations.add(
                    new Violation(Rule.LINEARIZABLE, key, UnorderableWindow.describe(proof, operations.size()), proof));
        }
    }

    private boolean wasSent(Operation get, @Nullable Operation set) {
        if (set == null) {
            violations.add(new Violation(
                    Rule.NOTHING_INVENTED,
                    get.key(),
                    get.result() + " was read and never sent to this register",
                    List.of(get)));
        } else if (set.outcome() == Outcome.REFUSED) {
            violations.add(new Violation(
                    Rule.REFUSED_IS_ABSENT, get.key(), get.result() + " was refused and is read", List.of(set, get)));
        } else if (set.callNanos() > get.returnNanos()) {
            violations.add(new Violation(
                    Rule.NOTHING_INVENTED,
                    get.key(),
                    get.result() + " was read before it was sent",
                    List.of(get, set)));
        } else {
            return true;
        }
        return false;
    }
}
