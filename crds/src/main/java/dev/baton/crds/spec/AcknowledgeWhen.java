package dev.baton.crds.spec;

import dev.baton.crds.Term;

/** When a member counts as holding a write. */
public enum AcknowledgeWhen implements Term {
    FLUSHED("The write is on the member's disk (fsync)."),
    RECEIVED(
            "The member's kernel has the write; it reaches the disk a moment later. Faster, and safe while not all that hold it lose power at once.");

    private final String description;

    AcknowledgeWhen(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
