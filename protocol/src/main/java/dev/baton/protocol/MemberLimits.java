package dev.baton.protocol;

/**
 * Bounds of a member that change while it runs.
 *
 * @param maxMemoryBytes bound of keys and values in memory; 0 for none
 * @param maxClients most connections of clients at once, at least 1
 */
public record MemberLimits(long maxMemoryBytes, int maxClients) {
    /** As good as none, until a process has read its settings. */
    public static final MemberLimits NONE = new MemberLimits(0, Integer.MAX_VALUE);

    public MemberLimits {
        if (maxMemoryBytes < 0) {
            throw new IllegalArgumentException(
                    "a bound of memory is 0 (none) or a number of bytes, not " + maxMemoryBytes);
        }
        if (maxClients < 1) {
            throw new IllegalArgumentException("a member takes at least 1 client, not " + maxClients);
        }
    }

    @Override
    public String toString() {
        return "max-memory=" + maxMemoryBytes + " max-clients=" + maxClients;
    }
}
