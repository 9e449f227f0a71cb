package dev.baton.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The versions of what operator and members say to each other that somebody speaks, from the oldest to the newest. During a rolling update,
 * and on the way back, old and new ones work together:
 *
 * <ul>
 *   <li>What is new is an addition: whoever doesn't know a field passes over it, and whoever misses one takes the default.
 *   <li>A command that an older member would take for wrong is said in its words: {@link ControlCommand#encode(int)}.
 *   <li>Only what can't be had so raises {@code oldest}. Then those who have no version in common say so, and do nothing to each other.
 * </ul>
 *
 * @param newest the newest version, at least 1
 * @param oldest the oldest, at least 1
 */
public record ProtocolVersion(int newest, int oldest) {
    /** The first: it tells only one number, and its pauses have none. */
    public static final int FIRST = 1;

    /** Pauses are numbered, limits are told while a member runs, and it is said which versions are understood. */
    public static final int NUMBERED_PAUSES = 2;

    /** A leader passes published messages on to followers that speak this version. */
    public static final int RELAYED_MESSAGES = 2;

    /** What this build speaks. */
    public static final ProtocolVersion SPOKEN = new ProtocolVersion(NUMBERED_PAUSES, FIRST);

    public ProtocolVersion {
        if (oldest < FIRST || newest < oldest) {
            throw new IllegalArgumentException(
                    "protocol versions begin with " + FIRST + " and grow, not " + oldest + " to " + newest);
        }
    }

    /** What somebody speaks who tells its newest version only. */
    static ProtocolVersion upTo(int newest) {
        return new ProtocolVersion(newest, FIRST);
    }

    /**
     * Why the two can't speak with each other; null when they can.
     *
     * @param ours who says so, such as {@code this operator}
     * @param other what it meets
     * @param others who that is
     */
    public @Nullable String refusal(String ours, ProtocolVersion other, String others) {
        if (newest >= other.oldest && other.newest >= oldest) {
            return null;
        }
        return others + " speaks " + other + ", and " + ours + " " + this + ": run "
                + (newest < other.oldest
                        ? ours + " in a newer version, or " + others + " in an older one"
                        : others + " in a newer version, or " + ours + " in an older one");
    }

    @Override
    public String toString() {
        return newest == oldest ? "protocol version " + newest : "protocol versions " + oldest + " to " + newest;
    }
}
