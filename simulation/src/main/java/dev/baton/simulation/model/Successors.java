package dev.baton.simulation.model;

import java.util.ArrayList;
import java.util.List;

/** The states one step away from another, in an order that depends on that state only. Reused: reading on overwrites what was read. */
final class Successors {
    private final boolean describing;
    private final boolean twoOperators;
    private final boolean upToNames;
    private final Names names = new Names();
    private final List<State> states = new ArrayList<>();
    private final List<String> descriptions = new ArrayList<>();
    private int size;

    /** @param describing whether the steps are put in words; costs time */
    Successors(Scope scope, boolean describing) {
        this.describing = describing;
        this.twoOperators = scope.operators == 2;
        this.upToNames = scope.upToNames;
    }

    void clear() {
        size = 0;
        descriptions.clear();
    }

    int size() {
        return size;
    }

    State get(int index) {
        return states.get(index);
    }

    String description(int index) {
        return descriptions.get(index);
    }

    /** Whether to put the next step in words: it is skipped by {@code describing() ? "…" : ""} while exploring. */
    boolean describing() {
        return describing;
    }

    /** A copy to be changed, and then kept by {@link #add}, or forgotten. */
    State copyOf(State state) {
        if (size == states.size()) {
            states.add(new State());
        }
        State copy = states.get(size);
        copy.copyFrom(state);
        return copy;
    }

    /** Keeps the last copy. */
    void add(String description) {
        if (upToNames) {
            names.reduce(states.get(size));
        }
        if (twoOperators) {
            states.get(size).orderOperators();
        }
        if (describing) {
            descriptions.add(description);
        }
        size++;
    }
}
