package dev.baton.simulation.model;

import static dev.baton.simulation.model.State.*;

/** What members and clients do by themselves, and what happens to members. */
final class MemberSteps {
    private final Scope scope;
    private final Commitment commitment;
    private final Successors next;

    MemberSteps(Scope scope, Successors next) {
        this.scope = scope;
        this.commitment = new Commitment(scope);
        this.next = next;
    }

    void of(State state) {
        for (int member = 0; member < MEMBERS; member++) {
            write(state, member);
            sync(state, member);
            if (state.leads(member)) {
                for (int follower = 0; follower < MEMBERS; follower++) {
                    // A follower obeys nobody of an epoch before what it promised, nor of one that it leads itself.
                    if (follower != member
                            && state.member(follower, PROMISED) <= state.member(member, LEADS)
                            && state.member(follower, LEADS) < state.member(member, LEADS)) {
                        replicate(state, member, follower);
                        grant(state, member, follower);
                    }
                }
                acknowledge(state, member);
            }
            if (scope.leases) {
                leasesRunOut(state, member);
                grantRunsOut(state, member);
            }
            pauseRunsOut(state, member);
            restart(state, member);
            lose(state, member);
        }
    }

    private void write(State state, int member) {
        if (state.leads(member)
                && state.member(member, IS_OPEN) == 1
                && state.member(member, PAUSED) == 0
                && state.get(WRITES) < scope.writes
                && !state.isFull(member)) {
            State after = next.copyOf(state);
            after.increment(WRITES);
            after.append(member, state.member(member, LEADS) << 4 | after.get(WRITES));
            next.add(words() ? "a client writes w" + after.get(WRITES) + " at " + epochOf(state, member) : "");
        }
    }

    private void sync(State state, int member) {
        if (state.member(member, SYNCED) < state.member(member, LENGTH)) {
            State after = next.copyOf(state);
            after.member(member, SYNCED, state.member(member, LENGTH));
            next.add(words() ? Words.name(member) + " syncs its log" : "");
        }
    }

    /** Cuts the follower's log where it parts from the leader's by the epochs of its records, and appends one record. */
    private void replicate(State state, int leader, int follower) {
        int common = 0;
        while (common < state.member(leader, LENGTH)
                && common < state.member(follower, LENGTH)
                && state.log(leader, common) >> 4 == state.log(follower, common) >> 4) {
            common++;
        }
        State after = next.copyOf(state);
        after.stopLeading(follower);
        after.member(follower, PROMISED, state.member(leader, LEADS));
        if (scope.asynchronous() && !scope.has(Mistake.CUT_IN_SILENCE)) {
            after.set(REPORTED, state.get(REPORTED) | state.writesFrom(follower, common));
        }
        after.cut(follower, common);
        if (common < state.member(leader, LENGTH)) {
            after.append(follower, state.log(leader, common));
        }
        if (!scope.flushesApart && !scope.received) {
            after.member(follower, SYNCED, after.member(follower, LENGTH));
        }
        int incarnation = after.member(follower, INCARNATION);
        int confirmed = after.member(leader, CONFIRMED_INCARNATIONS);
        if ((confirmed >> follower & 1) != incarnation) {
            after.member(leader, CONFIRMED_INCARNATIONS, confirmed & ~(1 << follower) | incarnation << follower);
            after.member(leader, MATCHED + follower, 0);
        }
        int has = after.member(follower, scope.received ? LENGTH : SYNCED);
        after.member(leader, MATCHED + follower, Math.max(has, after.member(leader, MATCHED + follower)));
        if (!after.same(state)) {
            next.add(
                    words()
                            ? epochOf(state, leader) + " replicates to " + Words.name(follower) + ", which has "
                                    + Words.log(after, follower)
                            : "");
        }
    }

    private void grant(State state, int leader, int follower) {
        int lease = LEASE_OF + state.member(follower, INCARNATION);
        if (scope.leases
                && (state.member(follower, GRANTED) != state.member(leader, LEADS)
                        || (state.member(leader, lease) >> follower & 1) == 0)) {
            State after = next.copyOf(state);
            after.stopLeading(follower);
            after.member(follower, PROMISED, state.member(leader, LEADS));
            after.member(follower, GRANTED, state.member(leader, LEADS));
            after.member(leader, lease, state.member(leader, lease) | 1 << follower);
            next.add(words() ? Words.name(follower) + " grants a lease to " + epochOf(state, leader) : "");
        }
    }

    private void acknowledge(State state, int leader) {
        int committed = commitment.committed(state, leader);
        // Before it is told its rule, a leader acknowledges nothing. Without the phase Open it is told with LEAD.
        if (committed <= state.member(leader, COMMITTED)
                || (state.member(leader, IS_OPEN) == 0 && !scope.has(Mistake.RULE_IN_FORCE_BEFORE_OPEN))) {
            return;
        }
        State after = next.copyOf(state);
        after.member(leader, COMMITTED, committed);
        after.member(leader, IS_OPEN, 1);
        if (scope.asynchronous()) {
            acknowledgeAlone(state, after, leader, committed);
        } else {
            for (int i = 0; i < committed; i++) {
                boolean fresh = i >= state.get(ACKED_LENGTH);
                if (fresh) {
                    after.set(ACKED + i, state.log(leader, i));
                } else if (state.get(ACKED + i) != state.log(leader, i)) {
                    after.set(ACKED + i, CONTRADICTION);
                }
            }
            after.set(ACKED_LENGTH, Math.max(committed, state.get(ACKED_LENGTH)));
        }
        next.add(
                words()
                        ? epochOf(state, leader) + " acknowledges up to " + committed + ": " + Words.log(state, leader)
                                + " under " + Words.rules(state, leader)
                        : "");
    }

    /** Asynchronous: of what was acknowledged before only the newest epoch is kept in mind, in place of the log. */
    private static void acknowledgeAlone(State state, State after, int leader, int committed) {
        int own = 0;
        for (int i = 0; i < committed; i++) {
            int entry = state.log(leader, i);
            if (entry >> 4 == state.member(leader, LEADS) && (entry & 15) > 0) {
                own |= 1 << (entry & 15);
            }
        }
        after.set(ACKED_WRITES, state.get(ACKED_WRITES) | own);
        if (state.member(leader, LEADS) < Broken.newestEpochThatServed(state)) {
            after.set(BROKEN, Broken.DEPOSED_ANSWERS.ordinal());
        }
        after.set(ACKED, Math.max(state.get(ACKED), state.member(leader, LEADS) << 4));
    }

    /** The leader counts from when it asked, so its lease ends first. */
    private void leasesRunOut(State state, int leader) {
        for (int follower = 0; follower < MEMBERS; follower++) {
            for (int incarnation = 0; incarnation < 2; incarnation++) {
                int lease = state.member(leader, LEASE_OF + incarnation);
                if ((lease >> follower & 1) == 1) {
                    State after = next.copyOf(state);
                    after.member(leader, LEASE_OF + incarnation, lease & ~(1 << follower));
                    next.add(
                            words()
                                    ? "the lease of " + Words.name(leader) + " from " + Words.name(follower)
                                            + " runs out at " + Words.name(leader)
                                    : "");
                }
            }
        }
    }

    private void grantRunsOut(State state, int member) {
        boolean granted = state.member(member, GRANTED) > 0;
        for (int operator = 0; operator < OPERATORS; operator++) {
            granted |= (state.operator(operator, ANSWER + member) & STILL_GRANTS) != 0;
        }
        for (int leader = 0; granted && leader < MEMBERS; leader++) {
            int leases = state.member(leader, LEASE_OF) | state.member(leader, LEASE_OF + 1);
            granted = (leases >> member & 1) == 0;
        }
        if (granted) {
            State after = next.copyOf(state);
            after.member(member, GRANTED, 0);
            for (int operator = 0; operator < OPERATORS; operator++) {
                after.operator(operator, ANSWER + member, state.operator(operator, ANSWER + member) & ~STILL_GRANTS);
            }
            next.add(words() ? "what " + Words.name(member) + " granted runs out there, too" : "");
        }
    }

    private void pauseRunsOut(State state, int member) {
        if (state.member(member, PAUSED) == 1) {
            State after = next.copyOf(state);
            after.member(member, PAUSED, 0);
            next.add(words() ? "the pause of " + Words.name(member) + " runs out by its own clock" : "");
        }
    }

    private void restart(State state, int member) {
        if (state.get(RESTARTS) < scope.restarts) {
            State after = next.copyOf(state);
            after.increment(RESTARTS);
            end(after, member);
            next.add(words() ? Words.name(member) + " is killed and starts with " + Words.log(after, member) : "");
        }
    }

    private void lose(State state, int member) {
        if (state.get(LOSSES) == scope.losses || state.member(member, INCARNATION) == 1) {
            return;
        }
        State after = next.copyOf(state);
        after.increment(LOSSES);
        end(after, member);
        if (scope.received) {
            after.cut(member, after.member(member, SYNCED));
            after.member(member, INCARNATION, scope.has(Mistake.POWER_LOSS_UNNOTICED) ? 0 : 1);
            next.add(words() ? Words.name(member) + " loses power and starts with " + Words.log(after, member) : "");
            return;
        }
        if (scope.asynchronous()) {
            after.set(GONE_WITH_A_VOLUME, state.get(GONE_WITH_A_VOLUME) | state.writesFrom(member, 0));
        }
        after.cut(member, 0);
        after.member(member, PROMISED, 0);
        after.member(member, HAS_LED, 0);
        after.member(member, INCARNATION, 1);
        next.add(words() ? Words.name(member) + " loses its volume and starts empty" : "");
    }

    /** What was written stays with the kernel under {@code Received}; else what wasn't synced counts as gone. */
    private void end(State after, int member) {
        if (!scope.received) {
            after.cut(member, after.member(member, SYNCED));
        }
        after.stopLeading(member);
        after.member(member, ENDED, scope.asynchronous() ? 1 : 0);
        if (scope.has(Mistake.GRANT_FORGOTTEN_BY_RESTART)) {
            after.member(member, GRANTED, 0);
        }
    }

    private boolean words() {
        return next.describing();
    }

    private static String epochOf(State state, int leader) {
        return Words.name(leader) + " (epoch " + state.member(leader, LEADS) + ")";
    }
}
