package dev.baton.crds.spec;

import dev.baton.crds.Term;

/** When a member counts as holding a write. */
public enum AcknowledgeWhen implements Term {
    FLUSHED("The write is on the member's disk (fsync).");

    private final String description;

    AcknowledgeWhen(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
