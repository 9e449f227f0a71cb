package dev.baton.simulation.model;

import static dev.baton.simulation.model.State.*;

/** From the swap to {@code Electing} to the choice of a leader. */
final class Election {
    private final Scope scope;
    private final Commitment commitment;
    private final Successors next;

    Election(Scope scope, Successors next) {
        this.scope = scope;
        this.next = next;
        this.commitment = new Commitment(scope);
    }

    /** The record's base stays. */
    static void begin(State after, int operator) {
        after.increment(RECORD_EPOCH);
        after.set(PHASE, ELECTING);
        after.set(BASE_NUMBER, 0);
        OperatorSteps.begin(after, operator, OperatorSteps.FENCING, after.get(RECORD_EPOCH));
    }

    void fence(State state, int operator) {
        int epoch = state.operator(operator, EPOCH);
        for (int member = 0; member < MEMBERS; member++) {
            if (state.member(member, PROMISED) > epoch || answered(state, operator, member)) {
                continue;
            }
            State lost = next.copyOf(state);
            obey(lost, member, epoch);
            if (!lost.same(state)) {
                next.add(words() ? fenced(state, operator, member) + ", and its answer is lost" : "");
            }
            State after = next.copyOf(state);
            obey(after, member, epoch);
            int answer = ANSWERED | (after.member(member, INCARNATION) == 1 ? SECOND_INCARNATION : 0);
            int granted = after.member(member, GRANTED);
            after.operator(operator, ANSWER + member, answer | (granted > 0 && granted < epoch ? STILL_GRANTS : 0));
            after.operator(operator, POSITION + member, after.position(member));
            next.add(words() ? fenced(state, operator, member) + " and answers " + Words.log(after, member) : "");
        }
    }

    /** Promises the epoch, and syncs before it answers. */
    private void obey(State after, int member, int epoch) {
        if (after.member(member, LEADS) < epoch) {
            after.stopLeading(member);
        }
        after.member(member, PROMISED, epoch);
        if (!scope.has(Mistake.FENCE_WITHOUT_SYNC)) {
            after.member(member, SYNCED, after.member(member, LENGTH));
        }
    }

    void choose(State state, int operator) {
        int epoch = state.operator(operator, EPOCH);
        if (state.get(RECORD_EPOCH) != epoch
                || state.get(PHASE) != ELECTING
                || !isFenced(state, operator)
                || !hasConsent(state, operator)
                || mustWaitForLeases(state, operator)) {
            return;
        }
        int best = 0;
        for (int member = 0; member < MEMBERS; member++) {
            int position = state.operator(operator, POSITION + member);
            if (answered(state, operator, member) && isLess(best, position)) {
                best = position;
            }
        }
        int target = state.operator(operator, TARGET) - 1;
        boolean targetMay = target >= 0
                && answered(state, operator, target)
                && (state.operator(operator, POSITION + target) == best || scope.has(Mistake.TARGET_THOUGH_BEHIND));
        for (int member = 0; member < MEMBERS; member++) {
            if (targetMay
                    ? member == target
                    : answered(state, operator, member) && state.operator(operator, POSITION + member) == best) {
                lead(state, operator, member);
            }
        }
    }

    private void lead(State state, int operator, int member) {
        int epoch = state.operator(operator, EPOCH);
        int incarnation = (state.operator(operator, ANSWER + member) & SECOND_INCARNATION) != 0 ? 1 : 0;
        boolean inForce = scope.has(Mistake.RULE_IN_FORCE_BEFORE_OPEN);
        int[] rules = inForce ? commitment.permitted(state, member) : new int[] {Rule.NONE};
        for (int rule : rules) {
            State after = next.copyOf(state);
            after.set(PHASE, LED);
            after.set(LEADER, member);
            after.set(LEADER_INCARNATION, incarnation);
            if (inForce) {
                after.set(BASE_LEADER, member);
                after.set(BASE_INCARNATION, incarnation);
                after.set(BASE_RULE, rule);
            }
            OperatorSteps.begin(after, operator, OperatorSteps.TELLING_LEAD, epoch);
            after.operator(operator, MEMBER, member);
            after.operator(operator, ITS_INCARNATION, incarnation);
            after.operator(operator, NEW_RULE, rule);
            next.add(
                    words()
                            ? Words.operator(operator) + " swaps to epoch " + epoch + " Led " + Words.name(member)
                                    + (inForce ? " " + Rule.text(rule) : "")
                            : "");
        }
    }

    private boolean isFenced(State state, int operator) {
        int rule = state.get(BASE_RULE);
        int count = 0;
        int answers = 0;
        for (int member = 0; member < MEMBERS; member++) {
            if (answered(state, operator, member)) {
                answers++;
                if (Rule.names(rule, member)
                        && (scope.has(Mistake.INCARNATION_NOT_COUNTED)
                                || Rule.incarnation(rule, member) == incarnation(state, operator, member))) {
                    count++;
                }
            }
        }
        return count >= Rule.toFence(rule)
                || baseLeaderAnswered(state, operator)
                || (answers > 0 && isProvenDead(state));
    }

    /** A switchover goes on when the old leader has answered, unless somebody took it for dead meanwhile. */
    private boolean hasConsent(State state, int operator) {
        return scope.failovers || scope.has(Mistake.SWITCHOVER_WITHOUT_CONSENT) || baseLeaderAnswered(state, operator);
    }

    private boolean mustWaitForLeases(State state, int operator) {
        if (!scope.leases || baseLeaderAnswered(state, operator) || isProvenDead(state)) {
            return false;
        }
        for (int member = 0; member < MEMBERS; member++) {
            if ((state.operator(operator, ANSWER + member) & STILL_GRANTS) != 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean baseLeaderAnswered(State state, int operator) {
        int leader = state.get(BASE_LEADER);
        return answered(state, operator, leader) && incarnation(state, operator, leader) == state.get(BASE_INCARNATION);
    }

    /**
     * Asynchronous only: the process that led the base's epoch is over, or says that it leads no more. One that promised this epoch says so by
     * answering FENCE, and then counts by what it answered.
     */
    private boolean isProvenDead(State state) {
        int leader = state.get(BASE_LEADER);
        boolean leadsNoMore = state.member(leader, IS_OPEN) == 0
                && state.member(leader, INCARNATION) == state.get(BASE_INCARNATION)
                && (state.member(leader, ENDED) == 1 || state.member(leader, PROMISED) < state.get(RECORD_EPOCH));
        return scope.asynchronous() && (leadsNoMore || scope.has(Mistake.PROOF_OF_DEATH_THAT_IS_NONE));
    }

    private boolean isLess(int position, int other) {
        return scope.has(Mistake.OFFSET_BEFORE_EPOCH) ? (position & 15) < (other & 15) : position < other;
    }

    static boolean answered(State state, int operator, int member) {
        return (state.operator(operator, ANSWER + member) & ANSWERED) != 0;
    }

    private static int incarnation(State state, int operator, int member) {
        return (state.operator(operator, ANSWER + member) & SECOND_INCARNATION) != 0 ? 1 : 0;
    }

    private static String fenced(State state, int operator, int member) {
        return "FENCE(" + state.operator(operator, EPOCH) + ") from " + Words.operator(operator) + ": "
                + Words.name(member) + " promises";
    }

    private boolean words() {
        return next.describing();
    }
}
