package dev.baton.protocol;

/**
 * The identity of a member's data: a UUID in its data directory, tied to the volume's uid. A lost, swapped or restored volume makes a
 * new one, which counts for nothing until it was seeded (invariant I6).
 */
public record Incarnation(String value) {
    @Override
    public String toString() {
        return value;
    }
}
