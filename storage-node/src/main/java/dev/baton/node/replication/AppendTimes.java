package dev.baton.node.replication;

/**
 * When the log reached which offset: tells for how long a follower has been missing something. A bounded number of samples; when they are
 * too many the one is forgotten whose loss falsifies ages the least, so that an age is right to some percent, however great it is.
 */
final class AppendTimes {
    private static final int MOST = 256;

    private final long[] ends = new long[MOST];
    private final long[] times = new long[MOST];
    private int count;

    /** To be called at every tick: the log ends there now. */
    void sample(long end, long now) {
        if (count > 0 && end <= ends[count - 1]) {
            return;
        }
        if (count == MOST) {
            forget(leastTelling(now));
        }
        ends[count] = end;
        times[count] = now;
        count++;
    }

    /**
     * Nanoseconds since what follows {@code offset} was seen in the log, at the least; 0 when nothing does. What was there before the first
     * sample counts from that one on.
     */
    long age(long offset, long now) {
        for (int i = 0; i < count; i++) {
            if (ends[i] > offset) {
                return Math.max(0, now - times[i]);
            }
        }
        return 0;
    }

    /** Neither the first nor the last; what lies before it counts from the next sample on, which is a small part of its age. */
    private int leastTelling(long now) {
        int least = 1;
        double error = Double.MAX_VALUE;
        for (int i = 1; i < count - 1; i++) {
            double mine = (double) (times[i + 1] - times[i - 1]) / (now - times[i] + 1);
            if (mine < error) {
                error = mine;
                least = i;
            }
        }
        return least;
    }

    private void forget(int at) {
        System.arraycopy(ends, at + 1, ends, at, count - at - 1);
        System.arraycopy(times, at + 1, times, at, count - at - 1);
        count--;
    }
}
