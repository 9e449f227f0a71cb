package dev.baton.simulation.model;

import static dev.baton.simulation.model.State.*;

/** What a leader may count on: which rules are met, what is committed, whether its lease runs. */
final class Commitment {
    private final Scope scope;

    Commitment(Scope scope) {
        this.scope = scope;
    }

    /** Whether enough of the rule's followers hold the leader's log up to {@code length}. */
    boolean holds(State state, int leader, int rule, int length) {
        int count = 0;
        for (int follower = 0; follower < MEMBERS; follower++) {
            if (Rule.names(rule, follower)
                    && state.member(leader, MATCHED + follower) >= length
                    && (scope.has(Mistake.INCARNATION_NOT_COUNTED)
                            || (state.member(leader, CONFIRMED_INCARNATIONS) >> follower & 1)
                                    == Rule.incarnation(rule, follower))) {
                count++;
            }
        }
        return count >= Rule.count(rule);
    }

    boolean leaseRuns(State state, int leader) {
        int rules = state.member(leader, RULES);
        int needed = scope.has(Mistake.LEASE_UNDER_ONE_RULE) ? Math.min(1, rules) : rules;
        for (int i = 0; i < needed; i++) {
            int rule = state.member(leader, RULE + i);
            int count = 0;
            for (int follower = 0; follower < MEMBERS; follower++) {
                if (Rule.names(rule, follower)
                        && (state.member(leader, LEASE_OF + Rule.incarnation(rule, follower)) >> follower & 1) == 1) {
                    count++;
                }
            }
            if (count < Rule.count(rule)) {
                return false;
            }
        }
        return rules > 0;
    }

    /** Up to where the leader may acknowledge: not less than it did. */
    int committed(State state, int leader) {
        int before = state.member(leader, COMMITTED);
        if (scope.asynchronous()) {
            boolean may = scope.has(Mistake.ANSWERS_WITHOUT_LEASE) || leaseRuns(state, leader);
            return may ? Math.max(before, state.member(leader, SYNCED)) : before;
        }
        int end = state.member(leader, scope.received ? LENGTH : SYNCED);
        for (int length = end; length > before; length--) {
            if (state.log(leader, length - 1) >> 4 != state.member(leader, LEADS)) {
                return before; // records of earlier epochs commit with this epoch's start record only
            }
            if (allHold(state, leader, length)) {
                return length;
            }
        }
        return before;
    }

    private boolean allHold(State state, int leader, int length) {
        int rules = state.member(leader, RULES);
        for (int i = 0; i < rules; i++) {
            if (!holds(state, leader, state.member(leader, RULE + i), length)) {
                return false;
            }
        }
        return rules > 0;
    }

    /** The rules that the mode permits under a leader. */
    int[] permitted(State state, int leader) {
        int everybody = 7 & ~(1 << leader);
        int incarnations = 0;
        for (int member = 0; member < MEMBERS; member++) {
            incarnations |= state.member(member, INCARNATION) << member;
        }
        boolean single = scope.mode != Scope.Mode.SYNCHRONOUS || scope.mayGoAlone;
        boolean both = scope.mode != Scope.Mode.SEMI_SYNCHRONOUS;
        int[] rules = new int[(both ? 1 : 0) + (single ? 2 : 0) + (scope.mayGoAlone ? 1 : 0)];
        int size = 0;
        if (both) {
            rules[size++] = Rule.of(everybody, incarnations, scope.asynchronous() ? 1 : 2);
        }
        for (int member = 0; single && member < MEMBERS; member++) {
            if (member != leader) {
                rules[size++] = Rule.of(1 << member, incarnations, 1);
            }
        }
        if (scope.mayGoAlone) {
            rules[size] = Rule.NONE;
        }
        return rules;
    }
}
