package dev.baton.node.command;

/** CLIENT PAUSE: clients' requests wait until it is over, all or those that may write. Loop thread only. */
public final class ClientPause {
    /** Of nothing, of what may be replicated, of everything. */
    public enum Extent {
        NONE,
        WRITES,
        ALL
    }

    private Extent extent = Extent.NONE;
    private long endsAtMillis;
    /** Whether requests may be waiting. */
    private boolean began;

    /** A longer or wider one that is under way stays as long and as wide. */
    void begin(Extent wider, long untilMillis) {
        if (wider.compareTo(extent) > 0) {
            extent = wider;
        }
        endsAtMillis = Math.max(endsAtMillis, untilMillis);
        began = true;
    }

    void end() {
        extent = Extent.NONE;
        endsAtMillis = 0;
    }

    public Extent extent() {
        return extent;
    }

    /**
     * Ends it when its time is over. To be asked now and then.
     *
     * @param nowMillis since 1970
     * @return whether one has ended since it was asked last, however: what was held back may run
     */
    public boolean endsBy(long nowMillis) {
        if (nowMillis >= endsAtMillis) {
            end();
        }
        boolean ended = began && extent == Extent.NONE;
        began &= !ended;
        return ended;
    }
}
