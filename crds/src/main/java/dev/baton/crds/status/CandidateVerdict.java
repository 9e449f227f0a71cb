package dev.baton.crds.status;

import dev.baton.crds.Term;

/** What an election thought of a member. */
public enum CandidateVerdict implements Term {
    CHOSEN("It leads."),
    EQUAL("It held as much as the chosen one; the tie went to the other."),
    BEHIND("It held less than the chosen one."),
    EMPTY("It had no data."),
    DAMAGED("Its log is damaged or contradicts the leader's."),
    UNREACHABLE("It did not answer.");

    private final String description;

    CandidateVerdict(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
