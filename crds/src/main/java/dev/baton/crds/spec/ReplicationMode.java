package dev.baton.crds.spec;

import dev.baton.crds.Term;

/** Who must hold a write before it is acknowledged. */
public enum ReplicationMode implements Term {
    SYNCHRONOUS("Every follower that is up and caught up confirms a write before it is acknowledged."),
    SEMI_SYNCHRONOUS("As many followers as synchronousFollowers says confirm a write before it is acknowledged."),
    ASYNCHRONOUS("The leader alone acknowledges; a failover may lose the newest writes, and says which.");

    private final String description;

    ReplicationMode(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
