package dev.baton.crds.status;

import dev.baton.crds.Term;

/** How far a follower is behind the leader, in time; with hysteresis, so that the status isn't rewritten all the time. */
public enum LagClass implements Term {
    UNDER_ONE_SECOND("Less than a second."),
    UNDER_TEN_SECONDS("One to ten seconds."),
    UNDER_ONE_MINUTE("Ten seconds to a minute."),
    OVER_ONE_MINUTE("More than a minute.");

    private final String description;

    LagClass(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
