package dev.baton.node.server;

import dev.baton.node.settings.OutputLimits.Limit;

/** Whether one client leaves more unread, or for longer, than it may. Loop thread only. */
final class OutputBound {
    private static final long NOT = Long.MAX_VALUE;

    /** Since when there is more than the soft limit; monotonic nanoseconds. */
    private long overSince = NOT;

    private boolean over;

    /** Whether it once was over: for good. */
    boolean isOver() {
        return over;
    }

    /** @param bytes that it hasn't read yet */
    boolean isOver(long bytes, Limit limit, long now) {
        if (limit.hardBytes() > 0 && bytes > limit.hardBytes()) {
            over = true;
        }
        if (limit.softBytes() == 0 || bytes <= limit.softBytes()) {
            overSince = NOT;
        } else if (overSince == NOT) {
            overSince = now;
        } else if (now - overSince > limit.softSeconds() * 1_000_000_000L) {
            over = true;
        }
        return over;
    }
}
