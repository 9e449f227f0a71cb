package dev.baton.crds.spec;

import dev.baton.crds.Term;

/** What the synchronous modes do when too few followers are up. */
public enum Durability implements Term {
    REQUIRED("Writes wait until enough followers are up; none is acknowledged without them."),
    PREFERRED(
            "The leader goes on with the followers that are up, alone if there are none; what it acknowledges alone is lost with it.");

    private final String description;

    Durability(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
