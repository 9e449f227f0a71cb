package dev.baton.simulation.model;

import static dev.baton.simulation.model.State.*;

/**
 * What operators do: elections and rule changes. A command is one step: sent, obeyed and answered; that it is late is a step taken late,
 * that its answer is lost a step after which the operator knows nothing.
 */
final class OperatorSteps {
    // Stages. Between any two of them the operator may die, or be overtaken.
    static final int IDLE = 0;
    static final int FENCING = 1;
    static final int TELLING_LEAD = 2;
    static final int PROPOSING = 3;
    static final int CONFIRMED = 4;
    static final int TELLING_RULE = 5;
    static final int OPENING = 6;
    static final int PAUSING = 7;
    static final int HANDING_OVER = 8;

    private final Scope scope;
    private final Commitment commitment;
    private final Successors next;
    private final Election election;
    private final Switchover switchover;
    private final State proposed = new State();

    OperatorSteps(Scope scope, Successors next) {
        this.scope = scope;
        this.next = next;
        this.commitment = new Commitment(scope);
        this.election = new Election(scope, next);
        this.switchover = new Switchover(scope, next);
    }

    void of(State state) {
        for (int operator = 0; operator < scope.operators; operator++) {
            if (state.operator(operator, STAGE) != IDLE) {
                State after = next.copyOf(state);
                after.forget(operator);
                next.add(words() ? Words.operator(operator) + " ends, or is overtaken" : "");
            }
            switch (state.operator(operator, STAGE)) {
                case IDLE -> look(state, operator);
                case FENCING -> {
                    election.fence(state, operator);
                    election.choose(state, operator);
                    switchover.giveUpAfterTheSwap(state, operator);
                }
                case TELLING_LEAD -> tellLead(state, operator);
                case PROPOSING -> propose(state, operator);
                case CONFIRMED -> changeRule(state, operator);
                case TELLING_RULE -> tellRule(state, operator);
                case OPENING -> open(state, operator);
                case PAUSING -> switchover.waitForTarget(state, operator);
                case HANDING_OVER -> switchover.swap(state, operator);
                default -> throw new IllegalStateException("no such stage: " + state.operator(operator, STAGE));
            }
        }
    }

    /** An idle operator reads the record and the members, and takes one thing in hand. */
    private void look(State state, int operator) {
        if (state.get(PHASE) == ELECTING) {
            State after = next.copyOf(state);
            begin(after, operator, FENCING, state.get(RECORD_EPOCH));
            next.add(
                    words()
                            ? Words.operator(operator) + " goes on with the election of epoch "
                                    + state.get(RECORD_EPOCH)
                            : "");
            return;
        }
        if (scope.failovers && state.get(RECORD_EPOCH) < scope.epochs) {
            State after = next.copyOf(state);
            Election.begin(after, operator);
            next.add(
                    words()
                            ? Words.operator(operator) + " swaps to epoch " + after.get(RECORD_EPOCH)
                                    + " Electing, base " + Words.name(state.get(BASE_LEADER)) + " "
                                    + Rule.text(state.get(BASE_RULE))
                            : "");
        }
        if (state.get(PHASE) == LED) {
            lookAtLed(state, operator);
        }
        if (state.get(PHASE) == OPEN || scope.has(Mistake.RULE_IN_FORCE_BEFORE_OPEN)) {
            lookAtOpen(state, operator);
        }
    }

    private void lookAtLed(State state, int operator) {
        State after = next.copyOf(state);
        dealWithLeader(state, after, operator, TELLING_LEAD);
        after.operator(operator, NEW_RULE, state.get(BASE_RULE));
        after.operator(operator, NUMBER, state.get(BASE_NUMBER));
        next.add(words() ? Words.operator(operator) + " reads Led " + Words.name(state.get(LEADER)) : "");
        int leader = state.get(LEADER);
        if (scope.has(Mistake.RULE_IN_FORCE_BEFORE_OPEN)
                || state.member(leader, LEADS) != state.get(RECORD_EPOCH)
                || state.member(leader, INCARNATION) != state.get(LEADER_INCARNATION)) {
            return;
        }
        int start = state.lengthWithStart(leader);
        for (int rule : commitment.permitted(state, leader)) {
            if (state.member(leader, SYNCED) >= start && commitment.holds(state, leader, rule, start)) {
                State opening = next.copyOf(state);
                dealWithLeader(state, opening, operator, OPENING);
                opening.operator(operator, NEW_RULE, rule);
                next.add(
                        words()
                                ? Words.operator(operator) + " hears from " + Words.name(leader) + " that "
                                        + Rule.text(rule) + " holds its start record"
                                : "");
            }
        }
    }

    private void lookAtOpen(State state, int operator) {
        int leader = state.get(LEADER);
        if (state.member(leader, LEADS) != state.get(RECORD_EPOCH)) {
            return;
        }
        boolean open = state.member(leader, IS_OPEN) == 1;
        if (open && state.get(RULE_CHANGES) < scope.ruleChanges) {
            for (int rule : commitment.permitted(state, leader)) {
                if (rule != state.get(BASE_RULE)) {
                    State after = next.copyOf(state);
                    after.increment(RULE_CHANGES);
                    begin(after, operator, PROPOSING, state.get(RECORD_EPOCH));
                    after.operator(operator, MEMBER, leader);
                    after.operator(operator, NUMBER, state.get(BASE_NUMBER) + 1);
                    after.operator(operator, NEW_RULE, rule);
                    next.add(
                            words()
                                    ? Words.operator(operator) + " decides on rule " + (state.get(BASE_NUMBER) + 1)
                                            + " := " + Rule.text(rule)
                                    : "");
                }
            }
        }
        if (open) {
            switchover.begin(state, operator);
        }
        boolean behind =
                state.member(leader, RULE_NUMBER) != state.get(BASE_NUMBER) || state.member(leader, RULES) != 1;
        if (behind && (state.get(BASE_NUMBER) > 0 || !scope.has(Mistake.RULE_IN_FORCE_BEFORE_OPEN))) {
            State after = next.copyOf(state);
            begin(after, operator, TELLING_RULE, state.get(RECORD_EPOCH));
            after.operator(operator, MEMBER, leader);
            after.operator(operator, NUMBER, state.get(BASE_NUMBER));
            after.operator(operator, NEW_RULE, state.get(BASE_RULE));
            next.add(
                    words()
                            ? Words.operator(operator) + " reads rule " + state.get(BASE_NUMBER) + " "
                                    + Rule.text(state.get(BASE_RULE))
                            : "");
        }
    }

    private void tellLead(State state, int operator) {
        int member = state.operator(operator, MEMBER);
        int epoch = state.operator(operator, EPOCH);
        boolean obeys = state.member(member, PROMISED) <= epoch
                && state.member(member, LEADS) < epoch
                && !state.isFull(member)
                && (state.member(member, INCARNATION) == state.operator(operator, ITS_INCARNATION)
                        || scope.has(Mistake.LEAD_FOR_ANY_INCARNATION))
                && (state.member(member, HAS_LED) < epoch || scope.has(Mistake.LEADS_AN_EPOCH_TWICE));
        boolean toldItsRule = scope.has(Mistake.RULE_IN_FORCE_BEFORE_OPEN);
        if (obeys) {
            State after = next.copyOf(state);
            after.stopLeading(member);
            after.member(member, PROMISED, epoch);
            after.member(member, LEADS, epoch);
            after.member(member, HAS_LED, epoch);
            after.member(member, ENDED, 0);
            after.append(member, epoch << 4);
            if (toldItsRule) {
                after.member(member, RULES, 1);
                after.member(member, RULE, state.operator(operator, NEW_RULE));
            }
            next.add(
                    words()
                            ? "LEAD(" + epoch + ") from " + Words.operator(operator) + ": " + Words.name(member)
                                    + " has " + Words.log(after, member)
                            : "");
        }
    }

    private void propose(State state, int operator) {
        int leader = state.operator(operator, MEMBER);
        if (!leadsFor(state, operator) || state.member(leader, RULES) == 0) {
            return;
        }
        int number = state.operator(operator, NUMBER);
        int rule = state.operator(operator, NEW_RULE);
        State after = proposed;
        after.copyFrom(state);
        if (scope.has(Mistake.RULES_WITHOUT_NUMBERS)) {
            after.member(leader, RULE + 1, rule);
            after.member(leader, RULE_NUMBERS + 1, 0);
            after.member(leader, RULES, 2);
        } else if (number <= state.member(leader, RULE_NUMBER)) {
            return;
        } else if (!isProposed(state, leader, rule, number)) {
            int rules = state.member(leader, RULES);
            if (rules == RULES_IN_FORCE) {
                throw new IllegalStateException("more rules in force than the model has room for; fewer rule changes");
            }
            after.member(leader, RULE + rules, rule);
            after.member(leader, RULE_NUMBERS + rules, number);
            after.member(leader, RULES, rules + 1);
        }
        boolean taken = !after.same(state);
        int start = state.lengthWithStart(leader);
        int needed = scope.has(Mistake.START_RECORD_NOT_NEEDED)
                ? state.member(leader, COMMITTED)
                : Math.max(start, state.member(leader, COMMITTED));
        boolean confirmed = scope.has(Mistake.NEWCOMER_NOT_CONFIRMED) || commitment.holds(after, leader, rule, needed);
        if (taken) {
            next.copyOf(after);
            next.add(
                    words()
                            ? Words.name(leader) + " takes rule " + number + " := " + Rule.text(rule) + " from "
                                    + Words.operator(operator) + ", now under " + Words.rules(after, leader)
                            : "");
        }
        if (confirmed) {
            State answered = next.copyOf(after);
            answered.operator(operator, STAGE, CONFIRMED);
            next.add(
                    words()
                            ? Words.name(leader) + " confirms " + Rule.text(rule) + " to " + Words.operator(operator)
                            : "");
        }
    }

    private static boolean isProposed(State state, int leader, int rule, int number) {
        for (int i = 1; i < state.member(leader, RULES); i++) {
            if (state.member(leader, RULE + i) == rule && state.member(leader, RULE_NUMBERS + i) == number) {
                return true;
            }
        }
        return false;
    }

    private void changeRule(State state, int operator) {
        int number = state.operator(operator, NUMBER);
        if (state.get(RECORD_EPOCH) == state.operator(operator, EPOCH)
                && state.get(PHASE) != ELECTING
                && state.get(BASE_NUMBER) + 1 == number) {
            State after = next.copyOf(state);
            after.set(BASE_RULE, state.operator(operator, NEW_RULE));
            after.set(BASE_NUMBER, number);
            after.operator(operator, STAGE, TELLING_RULE);
            next.add(
                    words()
                            ? Words.operator(operator) + " swaps rule " + number + " := "
                                    + Rule.text(state.operator(operator, NEW_RULE))
                            : "");
        }
    }

    /** The leader keeps the rule told, and proposals of higher numbers. It is open from then on. */
    private void tellRule(State state, int operator) {
        int leader = state.operator(operator, MEMBER);
        int number = state.operator(operator, NUMBER);
        boolean numbered = !scope.has(Mistake.RULES_WITHOUT_NUMBERS);
        if (!leadsFor(state, operator) || (numbered && number <= state.member(leader, RULE_NUMBER))) {
            return;
        }
        State after = next.copyOf(state);
        int kept = 1;
        for (int i = 1; i < RULES_IN_FORCE; i++) {
            after.member(leader, RULE + i, 0);
            after.member(leader, RULE_NUMBERS + i, 0);
        }
        after.member(leader, RULE, state.operator(operator, NEW_RULE));
        after.member(leader, RULE_NUMBERS, 0);
        for (int i = 1; numbered && i < state.member(leader, RULES); i++) {
            if (state.member(leader, RULE_NUMBERS + i) > number) {
                after.member(leader, RULE + kept, state.member(leader, RULE + i));
                after.member(leader, RULE_NUMBERS + kept, state.member(leader, RULE_NUMBERS + i));
                kept++;
            }
        }
        after.member(leader, RULES, kept);
        after.member(leader, RULE_NUMBER, number);
        after.member(leader, IS_OPEN, 1);
        after.forget(operator);
        next.add(
                words()
                        ? Words.operator(operator) + " tells " + Words.name(leader) + " that rule " + number + " is "
                                + Rule.text(state.operator(operator, NEW_RULE))
                        : "");
    }

    private void open(State state, int operator) {
        if (state.get(RECORD_EPOCH) == state.operator(operator, EPOCH) && state.get(PHASE) == LED) {
            State after = next.copyOf(state);
            after.set(PHASE, OPEN);
            after.set(BASE_RULE, state.operator(operator, NEW_RULE));
            after.set(BASE_LEADER, state.operator(operator, MEMBER));
            after.set(BASE_INCARNATION, state.operator(operator, ITS_INCARNATION));
            after.set(BASE_NUMBER, 1);
            after.operator(operator, STAGE, TELLING_RULE);
            after.operator(operator, ITS_INCARNATION, 0);
            after.operator(operator, NUMBER, 1);
            next.add(
                    words()
                            ? Words.operator(operator) + " swaps to Open "
                                    + Words.name(state.operator(operator, MEMBER)) + " "
                                    + Rule.text(state.operator(operator, NEW_RULE))
                            : "");
        }
    }

    private static boolean leadsFor(State state, int operator) {
        int leader = state.operator(operator, MEMBER);
        return state.leads(leader) && state.member(leader, LEADS) == state.operator(operator, EPOCH);
    }

    static void begin(State after, int operator, int stage, int epoch) {
        after.forget(operator);
        after.operator(operator, STAGE, stage);
        after.operator(operator, EPOCH, epoch);
    }

    private static void dealWithLeader(State state, State after, int operator, int stage) {
        begin(after, operator, stage, state.get(RECORD_EPOCH));
        after.operator(operator, MEMBER, state.get(LEADER));
        after.operator(operator, ITS_INCARNATION, state.get(LEADER_INCARNATION));
    }

    private boolean words() {
        return next.describing();
    }
}
