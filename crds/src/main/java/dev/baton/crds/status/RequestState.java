package dev.baton.crds.status;

import dev.baton.crds.Term;

/** How far a request is. */
public enum RequestState implements Term {
    PENDING("Written down; the annotation is about to be removed."),
    ACCEPTED("Being carried out."),
    SUCCEEDED("Done."),
    REFUSED("Not begun; reason and message say why, and what would help."),
    ROLLED_BACK("Begun and taken back: the old leader leads."),
    FAILED("Begun and not finished as asked; the message says what is in force now.");

    private final String description;

    RequestState(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
