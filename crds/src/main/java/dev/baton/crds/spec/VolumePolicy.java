package dev.baton.crds.spec;

import dev.baton.crds.Term;

/** What becomes of a volume claim, in the words of a StatefulSet. */
public enum VolumePolicy implements Term {
    RETAIN("The volume claim stays; a database of the same name takes it over with its data."),
    DELETE("The volume claim is deleted, and the data with it.");

    private final String description;

    VolumePolicy(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
