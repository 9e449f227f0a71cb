package dev.baton.protocol;

/**
 * The identity of a member's data: a UUID in its data directory, tied to the volume's uid. A lost, swapped or restored volume makes a
 * new one, which counts for nothing until it was seeded (invariant I6).
 *
 * <p>A power loss that may have taken acknowledged records makes another one, too, which keeps its log and {@linkplain #continues says} so:
 * {@code UUID.1}, {@code UUID.2}, one for each.
 */
public record Incarnation(String value) {
    private static final char POWER_LOSSES = '.';

    /** What this one is after power took some of what it acknowledged (finding F11). */
    public Incarnation afterPowerLoss() {
        return new Incarnation(data() + POWER_LOSSES + (powerLosses() + 1));
    }

    /** Whether this is what {@code earlier} became by power losses: the same data directory, perhaps without its newest records. */
    public boolean continues(Incarnation earlier) {
        return data().equals(earlier.data()) && powerLosses() > earlier.powerLosses();
    }

    private String data() {
        int at = value.indexOf(POWER_LOSSES);
        return at < 0 ? value : value.substring(0, at);
    }

    private int powerLosses() {
        int at = value.indexOf(POWER_LOSSES);
        return at < 0 ? 0 : Integer.parseInt(value.substring(at + 1));
    }

    @Override
    public String toString() {
        return value;
    }
}
