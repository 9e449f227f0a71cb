package dev.baton.simulation.model;

import static dev.baton.simulation.model.State.*;

import org.jspecify.annotations.Nullable;

/** An invariant that doesn't hold in some state. I1, I2, … are those of the protocol. */
enum Broken {
    NOTHING("nothing is broken"),
    DEPOSED_ANSWERS("I5: a leader acknowledges a write while a later epoch serves"),
    TWO_LEADERS("I1: two members lead one epoch"),
    CONTRADICTED("I4: two leaders committed different records at one index"),
    LOGS_DIFFER("two members hold different records at the same epoch and offset"),
    RULE_UNKNOWN_TO_LEADER("I9: the open base leader's rules in force lack the record's"),
    FENCE_MISSES_ACKNOWLEDGED("I8: a fence that the record would accept holds not all that was acknowledged"),
    ACKNOWLEDGED_IS_MISSING("I2, I4: the open leader of the newest epoch lacks what was acknowledged"),
    LEASE_OF_THE_DEPOSED("I5: a leader has a lease while a later epoch serves"),
    LOST_IN_SILENCE("asynchronous: an acknowledged write is on no volume, and nobody reported it as discarded"),
    REPORTED_AND_THERE("asynchronous: a write was reported as discarded, and the newest leader has it"),
    PLANNED_AND_LOST("asynchronous: nothing but switchovers happened, and an acknowledged write is missing");

    final String text;

    Broken(String text) {
        this.text = text;
    }

    /** The newest epoch whose leader has been able to answer. */
    static int newestEpochThatServed(State state) {
        int newest = state.get(ACKED + state.get(ACKED_LENGTH) - 1) >> 4;
        for (int member = 0; member < MEMBERS; member++) {
            if (state.member(member, IS_OPEN) == 1) {
                newest = Math.max(newest, state.member(member, LEADS));
            }
        }
        return newest;
    }

    /** Null: all hold. */
    static @Nullable Broken in(State state, Scope scope, Commitment commitment) {
        if (state.get(BROKEN) > 0) {
            return values()[state.get(BROKEN)];
        }
        for (int i = 0; i < state.get(ACKED_LENGTH); i++) {
            if (state.get(ACKED + i) == CONTRADICTION) {
                return CONTRADICTED;
            }
        }
        for (int member = 0; member < MEMBERS; member++) {
            for (int other = member + 1; other < MEMBERS; other++) {
                if (state.member(member, LEADS) > 0 && state.member(member, LEADS) == state.member(other, LEADS)) {
                    return TWO_LEADERS;
                }
                if (logsDiffer(state, member, other)) {
                    return LOGS_DIFFER;
                }
            }
        }
        if (scope.foresight && !scope.has(Mistake.RULE_IN_FORCE_BEFORE_OPEN) && !leaderKnowsRule(state)) {
            return RULE_UNKNOWN_TO_LEADER;
        }
        if (scope.foresight && !scope.asynchronous() && !everyFenceHoldsAll(state)) {
            return FENCE_MISSES_ACKNOWLEDGED;
        }
        return ofTheNewestLeader(state, scope, commitment);
    }

    private static @Nullable Broken ofTheNewestLeader(State state, Scope scope, Commitment commitment) {
        int newest = newestEpochThatServed(state);
        for (int member = 0; member < MEMBERS; member++) {
            if (state.member(member, IS_OPEN) == 0) {
                continue;
            }
            if (state.member(member, LEADS) == newest && !scope.asynchronous() && !holdsAcknowledged(state, member)) {
                return ACKNOWLEDGED_IS_MISSING;
            }
            if (scope.leases
                    && state.leads(member)
                    && state.member(member, LEADS) < newest
                    && commitment.leaseRuns(state, member)) {
                return LEASE_OF_THE_DEPOSED;
            }
        }
        return scope.asynchronous() ? ofLosses(state, scope, newest) : null;
    }

    private static @Nullable Broken ofLosses(State state, Scope scope, int newest) {
        int acknowledged = state.get(ACKED_WRITES);
        int somewhere = 0;
        for (int member = 0; member < MEMBERS; member++) {
            int held = state.writesFrom(member, 0);
            somewhere |= held;
            if (state.member(member, IS_OPEN) == 1 && state.member(member, LEADS) == newest) {
                if (scope.exactReports
                        && (held & state.get(REPORTED)) != 0
                        && state.get(PHASE) == OPEN
                        && state.get(RECORD_EPOCH) == newest) {
                    return REPORTED_AND_THERE;
                }
                boolean plannedOnly = !scope.failovers && scope.restarts == 0 && scope.losses == 0;
                if (plannedOnly && (acknowledged & ~held) != 0) {
                    return PLANNED_AND_LOST;
                }
            }
        }
        int accountedFor = somewhere | state.get(REPORTED) | state.get(GONE_WITH_A_VOLUME);
        return (acknowledged & ~accountedFor) != 0 ? LOST_IN_SILENCE : null;
    }

    private static boolean logsDiffer(State state, int member, int other) {
        int length = Math.min(state.member(member, LENGTH), state.member(other, LENGTH));
        for (int i = 0; i < length; i++) {
            int entry = state.log(member, i);
            int otherEntry = state.log(other, i);
            if (entry != otherEntry && entry >> 4 == otherEntry >> 4) {
                return true;
            }
        }
        return false;
    }

    private static boolean leaderKnowsRule(State state) {
        int leader = state.get(BASE_LEADER);
        if (state.member(leader, IS_OPEN) == 0 || state.member(leader, INCARNATION) != state.get(BASE_INCARNATION)) {
            return true;
        }
        for (int i = 0; i < state.member(leader, RULES); i++) {
            if (state.member(leader, RULE + i) == state.get(BASE_RULE)) {
                return true;
            }
        }
        return false;
    }

    /** Where one member's answer is fence enough, that member must hold everything. */
    private static boolean everyFenceHoldsAll(State state) {
        int rule = state.get(BASE_RULE);
        for (int member = 0; member < MEMBERS; member++) {
            int incarnation = state.member(member, INCARNATION);
            boolean enough = Rule.names(rule, member, incarnation)
                    || (state.get(BASE_LEADER) == member && state.get(BASE_INCARNATION) == incarnation);
            if (enough && !holdsAcknowledged(state, member)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holdsAcknowledged(State state, int member) {
        for (int i = 0; i < state.get(ACKED_LENGTH); i++) {
            if (i >= state.member(member, LENGTH) || state.log(member, i) != state.get(ACKED + i)) {
                return false;
            }
        }
        return true;
    }
}
