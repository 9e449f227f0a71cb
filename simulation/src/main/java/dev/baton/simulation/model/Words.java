package dev.baton.simulation.model;

import java.util.StringJoiner;

/** How a counterexample speaks of what is in a state. */
final class Words {
    private Words() {}

    static String name(int member) {
        return String.valueOf((char) ('A' + member));
    }

    static String operator(int operator) {
        return "op" + (operator + 1);
    }

    static String log(State state, int member) {
        StringJoiner log = new StringJoiner(" ", "[", "]");
        for (int i = 0; i < state.member(member, State.LENGTH); i++) {
            int entry = state.log(member, i);
            log.add((entry & 15) == 0 ? "start" + (entry >> 4) : (entry >> 4) + ":w" + (entry & 15));
        }
        return log.toString();
    }

    static String rules(State state, int member) {
        StringJoiner rules = new StringJoiner(" ");
        for (int i = 0; i < state.member(member, State.RULES); i++) {
            rules.add(Rule.text(state.member(member, State.RULE + i)));
        }
        return rules.toString();
    }
}
