package dev.baton.node.keyspace;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Deletes keys until memory suffices, as Redis does: looks at a few keys somewhere in the table, keeps the best of them and of earlier looks in a
 * small pool, and deletes the best of the pool. What it deletes is part of the transaction, thus of the log, as any other deletion.
 *
 * <p>Loop thread only. Its work is bounded each time; where only keys that expire may go and they are few, it goes through the table and takes up
 * where it stopped.
 */
public final class Eviction {
    /** How a run ended. */
    public enum Outcome {
        /** There is room. */
        DONE,
        /** There isn't, but more may be deleted at once or in a moment. */
        GOING_ON,
        /** There isn't, and nothing that may go is left. */
        NOTHING_LEFT
    }

    private static final int POOL = 16;
    private static final int MOST_BUCKETS = 16_384;

    private record Candidate(Bytes key, long badness) {}

    private final RandomGenerator random = new SplittableRandom();
    /** The best to evict last. */
    private final List<Candidate> pool = new ArrayList<>(POOL + 1);

    private final List<Entry> sampled = new ArrayList<>();
    private EvictionPolicy lastPolicy = EvictionPolicy.NOEVICTION;
    private int bucket;
    private boolean goesOn;

    /**
     * Deletes until at most so many bytes are used.
     *
     * @param samples how many keys to look at for each one deleted, 1 to 64
     * @param mostKeys how many to delete at most
     */
    public Outcome run(Transaction transaction, EvictionPolicy policy, int samples, long maxBytes, int mostKeys) {
        if (policy != lastPolicy) {
            pool.clear();
            lastPolicy = policy;
        }
        Keyspace keyspace = transaction.keyspace();
        int buckets = MOST_BUCKETS;
        int keys = mostKeys;
        while (keyspace.usedBytes() > maxBytes) {
            if (!anythingMayGo(keyspace, policy)) {
                return Outcome.NOTHING_LEFT;
            }
            if (keys <= 0 || buckets <= 0) {
                return Outcome.GOING_ON;
            }
            buckets -= sample(keyspace, policy, policy.order == EvictionPolicy.Order.ANY ? 1 : samples, buckets);
            if (evictBest(transaction, policy)) {
                keys--;
            }
        }
        return Outcome.DONE;
    }

    private static boolean anythingMayGo(Keyspace keyspace, EvictionPolicy policy) {
        return switch (policy) {
            case NOEVICTION -> false;
            case ALLKEYS_LRU, ALLKEYS_LFU, ALLKEYS_RANDOM -> keyspace.size() > 0;
            case VOLATILE_LRU, VOLATILE_LFU, VOLATILE_RANDOM, VOLATILE_TTL -> keyspace.expiringKeys() > 0;
        };
    }

    /** Puts the best of a few keys into the pool. @return how many buckets it went through */
    private int sample(Keyspace keyspace, EvictionPolicy policy, int wanted, int mostBuckets) {
        KeyTable table = keyspace.table();
        if (!goesOn) {
            bucket = random.nextInt(table.bucketCount());
        }
        sampled.clear();
        int gone = 0;
        while (gone < mostBuckets && sampled.size() < wanted && gone < table.bucketCount()) {
            if (bucket >= table.bucketCount()) {
                bucket = 0;
            }
            for (Entry e = table.bucketAt(bucket); e != null && sampled.size() < wanted; e = e.next) {
                if (!policy.onlyExpiring || e.expires()) {
                    sampled.add(e);
                }
            }
            bucket++;
            gone++;
        }
        goesOn = sampled.size() < wanted; // they are few: whoever begins anywhere again and again may never meet them
        for (Entry entry : sampled) {
            add(entry, badness(keyspace, policy, entry));
        }
        sampled.clear();
        return Math.max(1, gone);
    }

    /** The greater, the sooner it goes. */
    private static long badness(Keyspace keyspace, EvictionPolicy policy, Entry entry) {
        return switch (policy.order) {
            case IDLE_LONGEST -> keyspace.idleSeconds(entry);
            case USED_LEAST -> -keyspace.useCount(entry);
            case EXPIRES_FIRST -> -entry.expireAt();
            case ANY, NONE -> 0;
        };
    }

    private void add(Entry entry, long badness) {
        int at = 0;
        while (at < pool.size() && pool.get(at).badness() < badness) {
            at++;
        }
        if (at == 0 && pool.size() == POOL) {
            return;
        }
        pool.add(at, new Candidate(entry.key(), badness));
        if (pool.size() > POOL) {
            pool.removeFirst();
        }
    }

    /** Deletes the best that is still there; those that aren't are forgotten. */
    private boolean evictBest(Transaction transaction, EvictionPolicy policy) {
        while (!pool.isEmpty()) {
            Candidate best = pool.removeLast();
            Entry entry = transaction.keyspace().peek(best.key());
            if (entry != null && (!policy.onlyExpiring || entry.expires())) {
                transaction.evict(best.key());
                return true;
            }
        }
        return false;
    }
}
