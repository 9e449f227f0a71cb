package dev.baton.simulation.model;

import static dev.baton.simulation.model.State.*;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state that a {@link Scope} allows, breadth first, so that the first counterexample is a shortest one.
 *
 * <ol>
 *   <li>From each state of one depth all steps are taken: {@link MemberSteps}, {@link OperatorSteps}.
 *   <li>A state not met before is checked ({@link Broken}) and belongs to the next depth. Of each state is kept which one led to it, and by
 *       which of its steps.
 *   <li>At the first broken invariant those links are followed back, and the steps taken again, in words.
 * </ol>
 *
 * <p>One thread. Memory: 8 to 22 bytes a state, and the states of two depths in full.
 */
final class Exploration {
    /**
     * @param states visited
     * @param steps taken, most of them to states met before
     * @param depth of the deepest state, or of the broken one
     * @param broken null: every state was visited, or {@code states} is the most that was allowed
     * @param complete whether no state was left out
     * @param trace how the broken state is reached
     */
    record Result(
            Scope scope,
            int states,
            long steps,
            int depth,
            @Nullable Broken broken,
            boolean complete,
            List<String> trace) {

        @Override
        public String toString() {
            String text = scope + ": " + states + " states, " + steps + " steps, depth " + depth + ", "
                    + (broken != null ? broken.text : complete ? "every state visited" : "stopped before the end");
            StringBuilder lines = new StringBuilder(text);
            for (int i = 0; i < trace.size(); i++) {
                lines.append(String.format("%n  %2d. %s", i + 1, trace.get(i)));
            }
            return lines.toString();
        }
    }

    private final Scope scope;
    private final Commitment commitment;
    private final Fingerprints seen = new Fingerprints();
    private int[] parents = new int[1 << 16];
    private short[] stepTaken = new short[1 << 16];
    private long steps;

    private Exploration(Scope scope) {
        this.scope = scope;
        this.commitment = new Commitment(scope);
    }

    static Result of(Scope scope) {
        return of(scope, Integer.MAX_VALUE);
    }

    /** @param most states, after which the rest is left out */
    static Result of(Scope scope, int most) {
        return new Exploration(scope).explore(most);
    }

    private Result explore(int most) {
        Successors successors = new Successors(scope, false);
        Steps step = new Steps(scope, successors);
        Frontier present = new Frontier();
        Frontier next = new Frontier();
        State state = first();
        seen.add(state.bytes);
        present.add(state, 0);
        int depth = 0;
        for (; present.size() > 0; depth++) {
            for (int index = 0; index < present.size(); index++) {
                int number = present.get(index, state);
                step.from(state);
                for (int i = 0; i < successors.size(); i++) {
                    State after = successors.get(i);
                    steps++;
                    if (!seen.add(after.bytes)) {
                        continue;
                    }
                    int fresh = link(number, i);
                    Broken broken = Broken.in(after, scope, commitment);
                    if (broken != null) {
                        return new Result(scope, seen.size(), steps, depth + 1, broken, false, trace(fresh));
                    }
                    if (seen.size() >= most) {
                        return new Result(scope, seen.size(), steps, depth, null, false, List.of());
                    }
                    next.add(after, fresh);
                }
            }
            Frontier kept = present;
            present = next;
            next = kept;
            next.clear();
        }
        return new Result(scope, seen.size(), steps, depth - 1, null, true, List.of());
    }

    private State first() {
        State state = new State();
        for (int member = 0; member < MEMBERS; member++) {
            state.member(member, PROMISED, 1);
            state.append(member, 1 << 4);
            state.member(member, SYNCED, 1);
        }
        int rule = switch (scope.mode) {
            case SEMI_SYNCHRONOUS -> Rule.of(0b010, 0, 1);
            case SYNCHRONOUS -> Rule.of(0b110, 0, 2);
            case ASYNCHRONOUS -> Rule.of(0b110, 0, 1);
        };
        for (int field : new int[] {LEADS, HAS_LED, IS_OPEN, COMMITTED, RULES, RULE_NUMBER, MATCHED + 1, MATCHED + 2}) {
            state.member(0, field, 1);
        }
        state.member(0, RULE, rule);
        state.set(RECORD_EPOCH, 1);
        state.set(PHASE, OPEN);
        state.set(BASE_RULE, rule);
        state.set(BASE_NUMBER, 1);
        state.set(ACKED_LENGTH, 1);
        state.set(ACKED, 1 << 4);
        return state;
    }

    /** States are numbered in the order in which they are met. */
    private int link(int parent, int step) {
        int number = seen.size() - 1;
        if (number == parents.length) {
            parents = Arrays.copyOf(parents, parents.length * 2);
            stepTaken = Arrays.copyOf(stepTaken, stepTaken.length * 2);
        }
        parents[number] = parent;
        stepTaken[number] = (short) step;
        return number;
    }

    private List<String> trace(int number) {
        Deque<Integer> taken = new ArrayDeque<>();
        for (int at = number; at != 0; at = parents[at]) {
            taken.push((int) stepTaken[at]);
        }
        Successors successors = new Successors(scope, true);
        Steps step = new Steps(scope, successors);
        State state = first();
        List<String> trace = new ArrayList<>();
        for (int index : taken) {
            step.from(state);
            trace.add(successors.description(index));
            state.copyFrom(successors.get(index));
        }
        return trace;
    }

    /** All steps out of a state. */
    private static final class Steps {
        private final Successors successors;
        private final MemberSteps members;
        private final OperatorSteps operators;

        Steps(Scope scope, Successors successors) {
            this.successors = successors;
            this.members = new MemberSteps(scope, successors);
            this.operators = new OperatorSteps(scope, successors);
        }

        void from(State state) {
            successors.clear();
            members.of(state);
            operators.of(state);
        }
    }
}
