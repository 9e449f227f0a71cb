package dev.baton.simulation.model;

import static dev.baton.simulation.model.State.*;

/**
 * Gives members other names, so that of the states that differ by names only mostly one is kept (symmetry reduction, Ip and Dill 1996): nothing
 * in the protocol depends on a name. Members are ordered by what they are; between two that are the same by that order no choice is made, and
 * both states are kept, which costs time and nothing else.
 */
final class Names {
    private static final int[] COMPARED = {
        LEADS,
        LENGTH,
        PROMISED,
        INCARNATION,
        SYNCED,
        HAS_LED,
        IS_OPEN,
        COMMITTED,
        RULE_NUMBER,
        RULES,
        PAUSED,
        GRANTED,
        ENDED
    };

    private final State renamed = new State();
    private final int[] order = new int[MEMBERS]; // new name to old
    private final int[] newName = new int[MEMBERS];

    /** Replaces the state by an equal one. */
    void reduce(State state) {
        for (int member = 0; member < MEMBERS; member++) {
            int at = member;
            while (at > 0 && isBefore(state, member, order[at - 1])) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = member;
        }
        boolean same = true;
        for (int name = 0; name < MEMBERS; name++) {
            newName[order[name]] = name;
            same &= order[name] == name;
        }
        if (!same) {
            rename(state);
        }
    }

    private static boolean isBefore(State state, int member, int other) {
        for (int field : COMPARED) {
            int difference = state.member(member, field) - state.member(other, field);
            if (difference != 0) {
                return difference < 0;
            }
        }
        for (int i = 0; i < LOG_SIZE; i++) {
            int difference = state.log(member, i) - state.log(other, i);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return role(state, member) < role(state, other);
    }

    /** What the record and the operators know of a member. */
    private static int role(State state, int member) {
        int role = state.get(BASE_LEADER) == member ? 1 : 0;
        role = role << 1 | (state.get(LEADER) == member ? 1 : 0);
        role = role << 1 | (Rule.names(state.get(BASE_RULE), member) ? 1 : 0);
        for (int operator = 0; operator < OPERATORS; operator++) {
            role = role << 3 | state.operator(operator, ANSWER + member);
            role = role << 1 | (Rule.names(state.operator(operator, NEW_RULE), member) ? 1 : 0);
            role = role << 1 | (state.operator(operator, TARGET) == member + 1 ? 1 : 0);
        }
        for (int leader = 0; leader < MEMBERS; leader++) {
            if (state.member(leader, LEADS) > 0) {
                role = role << 3 | state.member(leader, MATCHED + member);
                role = role << 1 | (Rule.names(state.member(leader, RULE), member) ? 1 : 0);
            }
        }
        return role;
    }

    private void rename(State state) {
        renamed.copyFrom(state);
        for (int name = 0; name < MEMBERS; name++) {
            int member = order[name];
            for (int field = 0; field < MEMBER_SIZE; field++) {
                renamed.member(name, field, state.member(member, field));
            }
            for (int field = CONFIRMED_INCARNATIONS; field < LEASE_OF + 2; field++) {
                renamed.member(name, field, members(state.member(member, field)));
            }
            for (int i = 0; i < RULES_IN_FORCE; i++) {
                renamed.member(name, RULE + i, rule(state.member(member, RULE + i)));
            }
            for (int follower = 0; follower < MEMBERS; follower++) {
                renamed.member(name, MATCHED + newName[follower], state.member(member, MATCHED + follower));
            }
        }
        for (int operator = 0; operator < OPERATORS; operator++) {
            for (int member = 0; member < MEMBERS; member++) {
                renamed.operator(operator, POSITION + newName[member], state.operator(operator, POSITION + member));
                renamed.operator(operator, ANSWER + newName[member], state.operator(operator, ANSWER + member));
            }
            int stage = state.operator(operator, STAGE);
            if (stage != OperatorSteps.IDLE && stage != OperatorSteps.FENCING) {
                renamed.operator(operator, MEMBER, newName[state.operator(operator, MEMBER)]);
            }
            int target = state.operator(operator, TARGET);
            renamed.operator(operator, TARGET, target == 0 ? 0 : newName[target - 1] + 1);
            renamed.operator(operator, NEW_RULE, rule(state.operator(operator, NEW_RULE)));
        }
        renamed.set(LEADER, newName[state.get(LEADER)]);
        renamed.set(BASE_LEADER, newName[state.get(BASE_LEADER)]);
        renamed.set(BASE_RULE, rule(state.get(BASE_RULE)));
        state.copyFrom(renamed);
    }

    private int members(int bits) {
        int moved = 0;
        for (int member = 0; member < MEMBERS; member++) {
            moved |= (bits >> member & 1) << newName[member];
        }
        return moved;
    }

    private int rule(int rule) {
        return members(rule & 7) | members(rule >> 3 & 7) << 3 | Rule.count(rule) << 6;
    }
}
