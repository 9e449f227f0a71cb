package dev.baton.crds.spec;

import dev.baton.crds.Term;

/** Who decides that a lost leader is replaced. */
public enum FailoverPolicy implements Term {
    AUTOMATIC("The operator replaces a lost leader by itself."),
    MANUAL("A lost leader is replaced only when the annotation baton.dev/failover asks for it.");

    private final String description;

    FailoverPolicy(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
