package dev.baton.node.server;

/** What this process has cut off its log, in {@code cuts} cuts. */
record Discarded(long cuts, long writes, long bytes) {
    static final Discarded NOTHING = new Discarded(0, 0, 0);

    Discarded with(long moreWrites, long moreBytes) {
        return new Discarded(cuts + 1, writes + moreWrites, bytes + moreBytes);
    }
}
