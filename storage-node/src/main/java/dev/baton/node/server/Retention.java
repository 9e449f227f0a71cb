package dev.baton.node.server;

/**
 * From which offset on the log is kept.
 *
 * <ol>
 *   <li>Always from the oldest own snapshot that is kept: a restart begins there.
 *   <li>Some more, for a follower that was away for a moment and that nobody remembers after a failover.
 *   <li>As far as the slowest known follower, and from the position of every snapshot that a member is being seeded from: else it would
 *       be seeded again and again.
 * </ol>
 *
 * <p>What only the last two ask for is bounded by a setting and by half of the room there is, so that a follower that is away for long
 * never fills the volume. Bytes and offsets throughout.
 *
 * @param bound of what is kept for others
 */
record Retention(long bound) {
    private static final long FOR_A_MOMENT = 64L << 20;

    /**
     * @param start where the log begins
     * @param end where it ends
     * @param ownSnapshot position of the oldest own snapshot kept; 0 for none
     * @param needed the oldest offset another member needs; {@link Long#MAX_VALUE} for none
     * @param room free bytes of the volume
     */
    long from(long start, long end, long ownSnapshot, long needed, long room) {
        long wanted = Math.min(needed, end - FOR_A_MOMENT);
        return Math.max(start, Math.min(ownSnapshot, Math.max(wanted, end - most(start, end, room))));
    }

    /** The most that is kept for others. */
    long most(long start, long end, long room) {
        return Math.min(bound, (end - start + room) / 2);
    }
}
