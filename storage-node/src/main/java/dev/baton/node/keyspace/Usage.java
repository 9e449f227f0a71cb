package dev.baton.node.keyspace;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * When keys were last used, or how often, in 24 bits of each entry, as Redis packs them: seconds since 1970, which come round in half a year; or,
 * under a policy that counts uses, the minute of the last use and a count that grows with the logarithm of uses and falls as minutes pass.
 *
 * <p>What it holds is this process' own: it isn't replicated, and begins anew with each start.
 */
public final class Usage {
    /** What a new key counts, so that it isn't the first to go. */
    private static final int FIRST_COUNT = 5;

    private static final int MOST = 255;
    private static final int SECONDS_MASK = 0xff_ffff;
    private static final int MINUTES_MASK = 0xffff;
    private static final int COUNT_BITS = 8;

    private final RandomGenerator random = new SplittableRandom();
    private boolean counts;
    private long logFactor = 10;
    private long decayMinutes = 1;
    private long millis;
    private int seconds;
    private int minutes;

    /**
     * Sets how use is told from now on. What entries have of another way is taken for what it isn't until they are used, as in Redis.
     *
     * @param counts whether to count uses, rather than to know the last
     * @param logFactor how slowly the count grows
     * @param decayMinutes after how many minutes of rest it falls by one; 0: never
     */
    public void set(boolean counts, long logFactor, long decayMinutes) {
        this.counts = counts;
        this.logFactor = logFactor;
        this.decayMinutes = decayMinutes;
    }

    void timeIs(long nowMillis) {
        if (nowMillis != millis) {
            millis = nowMillis;
            seconds = (int) (nowMillis / 1000) & SECONDS_MASK;
            minutes = (int) (nowMillis / 60_000) & MINUTES_MASK;
        }
    }

    /** Of a new entry. */
    int first() {
        return counts ? minutes << COUNT_BITS | FIRST_COUNT : seconds;
    }

    /** Of one that is used now. */
    int next(int use) {
        if (!counts) {
            return seconds;
        }
        int count = count(use);
        if (count < MOST && random.nextDouble() * (Math.max(0, count - FIRST_COUNT) * (double) logFactor + 1) < 1) {
            count++;
        }
        return minutes << COUNT_BITS | count;
    }

    long idleSeconds(int use) {
        return seconds - use & SECONDS_MASK;
    }

    /** 0 to 255. */
    int count(int use) {
        int rested = minutes - (use >>> COUNT_BITS) & MINUTES_MASK;
        long fallen = decayMinutes == 0 ? 0 : rested / decayMinutes;
        return (int) Math.max(0, (use & MOST) - fallen);
    }
}
