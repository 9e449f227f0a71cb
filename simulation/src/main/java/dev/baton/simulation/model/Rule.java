package dev.baton.simulation.model;

/** A rule (S, k) in a byte: bits 0–2 the followers in S, 3–5 their incarnations, 6–7 k. */
final class Rule {
    static final int NONE = 0;

    private Rule() {}

    static int of(int followers, int incarnations, int count) {
        return followers | (incarnations & followers) << 3 | count << 6;
    }

    static boolean names(int rule, int member) {
        return (rule >> member & 1) == 1;
    }

    static int incarnation(int rule, int member) {
        return rule >> (3 + member) & 1;
    }

    static boolean names(int rule, int member, int incarnation) {
        return names(rule, member) && incarnation(rule, member) == incarnation;
    }

    static int count(int rule) {
        return rule >> 6;
    }

    /** How many of S must have answered a fence, so that every set of k is met (Gifford 1979). */
    static int toFence(int rule) {
        return Integer.bitCount(rule & 7) - count(rule) + 1;
    }

    static String text(int rule) {
        StringBuilder followers = new StringBuilder();
        for (int member = 0; member < State.MEMBERS; member++) {
            if (names(rule, member)) {
                followers.append(Words.name(member)).append(incarnation(rule, member) == 1 ? "'" : "");
            }
        }
        return "({" + followers + "}," + count(rule) + ")";
    }
}
