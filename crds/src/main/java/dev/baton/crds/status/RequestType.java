package dev.baton.crds.status;

import dev.baton.crds.Term;

/** What a person asked for by an annotation. */
public enum RequestType implements Term {
    SWITCHOVER("Hand leadership over while the leader lives (baton.dev/switchover)."),
    FAILOVER("Replace a leader that a person judges dead (baton.dev/failover).");

    private final String description;

    RequestType(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
