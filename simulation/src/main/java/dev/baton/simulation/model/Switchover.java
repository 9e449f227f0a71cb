package dev.baton.simulation.model;

import static dev.baton.simulation.model.State.*;

/**
 * A planned hand-over: the leader pauses writes, the target catches up to the exact end, and an election follows in which the leader's
 * answer to FENCE is its consent. Before the swap it can be rolled back, after it only finished.
 */
final class Switchover {
    private final Scope scope;
    private final Successors next;

    Switchover(Scope scope, Successors next) {
        this.scope = scope;
        this.next = next;
    }

    void begin(State state, int operator) {
        if (state.get(SWITCHOVERS) == scope.switchovers) {
            return;
        }
        int leader = state.get(LEADER);
        for (int target = 0; target < MEMBERS; target++) {
            if (target != leader) {
                State after = next.copyOf(state);
                after.increment(SWITCHOVERS);
                after.member(leader, PAUSED, 1);
                OperatorSteps.begin(after, operator, OperatorSteps.PAUSING, state.get(RECORD_EPOCH));
                after.operator(operator, MEMBER, leader);
                after.operator(operator, TARGET, target + 1);
                next.add(
                        words()
                                ? Words.operator(operator) + " pauses " + Words.name(leader) + " to hand over to "
                                        + Words.name(target)
                                : "");
            }
        }
    }

    void waitForTarget(State state, int operator) {
        int leader = state.operator(operator, MEMBER);
        int target = state.operator(operator, TARGET) - 1;
        if (!state.leads(leader) || state.member(leader, LEADS) != state.operator(operator, EPOCH)) {
            return;
        }
        boolean level = state.member(leader, MATCHED + target) == state.member(leader, LENGTH)
                && (state.member(leader, CONFIRMED_INCARNATIONS) >> target & 1) == state.member(target, INCARNATION);
        if (level) {
            State after = next.copyOf(state);
            after.operator(operator, STAGE, OperatorSteps.HANDING_OVER);
            next.add(
                    words()
                            ? Words.operator(operator) + " hears that " + Words.name(target) + " has all of "
                                    + Words.name(leader)
                            : "");
        }
        State resumed = next.copyOf(state);
        resumed.member(leader, PAUSED, 0);
        resumed.forget(operator);
        next.add(words() ? Words.operator(operator) + " rolls back: " + Words.name(leader) + " resumes" : "");
    }

    void swap(State state, int operator) {
        if (state.get(RECORD_EPOCH) != state.operator(operator, EPOCH)
                || state.get(PHASE) != OPEN
                || state.get(RECORD_EPOCH) == scope.epochs) {
            return;
        }
        int leader = state.operator(operator, MEMBER);
        int target = state.operator(operator, TARGET) - 1;
        State after = next.copyOf(state);
        Election.begin(after, operator);
        after.operator(operator, TARGET, target + 1);
        if (scope.has(Mistake.PAUSE_TAKEN_FOR_CONSENT)) {
            after.operator(
                    operator,
                    ANSWER + leader,
                    ANSWERED | (state.get(LEADER_INCARNATION) == 1 ? SECOND_INCARNATION : 0));
            after.operator(operator, POSITION + leader, state.position(target));
        }
        next.add(
                words()
                        ? Words.operator(operator) + " swaps to epoch " + after.get(RECORD_EPOCH)
                                + " Electing, to hand over to " + Words.name(target)
                        : "");
    }

    /** Only as a planted mistake. */
    void giveUpAfterTheSwap(State state, int operator) {
        int leader = state.get(BASE_LEADER);
        if (scope.has(Mistake.ROLLBACK_AFTER_THE_SWAP)
                && state.operator(operator, TARGET) > 0
                && Election.answered(state, operator, leader)
                && state.member(leader, INCARNATION) == state.get(BASE_INCARNATION)
                && state.member(leader, LEADS) == 0
                && state.member(leader, PROMISED) == state.operator(operator, EPOCH)) {
            State after = next.copyOf(state);
            int before = state.member(leader, HAS_LED);
            after.member(leader, PROMISED, before);
            after.member(leader, LEADS, before);
            after.member(leader, IS_OPEN, 1);
            after.member(leader, RULES, 1);
            after.member(leader, RULE, state.get(BASE_RULE));
            after.member(leader, RULE_NUMBER, 1);
            next.add(
                    words() ? Words.operator(operator) + " resumes " + Words.name(leader) + " in epoch " + before : "");
        }
    }

    private boolean words() {
        return next.describing();
    }
}
