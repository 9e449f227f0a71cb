package dev.baton.crds.status;

import dev.baton.crds.Term;

/** How an epoch came to be. */
public enum FailoverType implements Term {
    START("The first epoch, or the first after the leadership record was lost."),
    FAILOVER("A lost leader was replaced."),
    SWITCHOVER("Leadership was handed over.");

    private final String description;

    FailoverType(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
