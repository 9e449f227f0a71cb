package dev.baton.crds.spec;

import dev.baton.crds.Term;

/** Whether the operator makes a NetworkPolicy. */
public enum NetworkPolicyMode implements Term {
    MANAGED("A NetworkPolicy leaves the replication port to the members and the control port to the operator."),
    NONE("No NetworkPolicy is made.");

    private final String description;

    NetworkPolicyMode(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
