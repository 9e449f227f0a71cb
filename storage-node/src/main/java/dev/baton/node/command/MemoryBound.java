package dev.baton.node.command;

import dev.baton.node.keyspace.Eviction;
import dev.baton.node.keyspace.EvictionPolicy;
import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.keyspace.Transaction;
import dev.baton.node.settings.Settings;

/**
 * Keeps keys and values within maxmemory: before a command that may need memory, and from time to time, keys are deleted as maxmemory-policy
 * says. What they are deleted by is an effect as any other, so followers delete nothing on their own. Loop thread only.
 */
public final class MemoryBound {
    /** Takes a millisecond or two. */
    private static final int KEYS_A_COMMAND = 500;

    private static final int KEYS_A_TICK = 2000;

    /** While keys are being deleted, commands run up to a sixteenth above the bound: a long value takes the room of many short ones. */
    private static final int TOLERATED = 16;

    private final Keyspace keyspace;
    private final Settings settings;
    private final Eviction eviction = new Eviction();

    public MemoryBound(Keyspace keyspace, Settings settings) {
        this.keyspace = keyspace;
        this.settings = settings;
        settingsChanged();
    }

    /** To be called after any setting was changed. */
    void settingsChanged() {
        EvictionPolicy policy = settings.policy();
        keyspace.usage().set(policy.countsUses(), settings.lfuLogFactor.number(), settings.lfuDecayMinutes.number());
    }

    /** Whether more is used than may be. */
    public boolean isExceeded() {
        long most = settings.maxMemory.number();
        return most > 0 && keyspace.usedBytes() > most;
    }

    /** Whether more is used than may be and no key may go for it. */
    boolean refuses() {
        return isExceeded() && settings.policy() == EvictionPolicy.NOEVICTION;
    }

    /**
     * Deletes keys if too much is used.
     *
     * @return whether a command that needs memory may run
     */
    boolean makesRoom(Transaction transaction) {
        return switch (evict(transaction, KEYS_A_COMMAND)) {
            case DONE -> true;
            case GOING_ON -> {
                long most = settings.maxMemory.number();
                yield keyspace.usedBytes() - most <= most / TOLERATED;
            }
            case NOTHING_LEFT -> false;
        };
    }

    /** Whether a command may add so many bytes. Nothing is deleted for it now, as it has looked at keys already, but by whoever comes next. */
    boolean mayGrowBy(long bytes) {
        long most = settings.maxMemory.number();
        long tolerated = settings.policy() == EvictionPolicy.NOEVICTION ? 0 : most / TOLERATED;
        return most == 0 || keyspace.usedBytes() + bytes <= most + tolerated;
    }

    /** Deletes some keys if too much is used: for a leader that may write, with nobody asking. */
    public void evictSome(Transaction transaction) {
        evict(transaction, KEYS_A_TICK);
    }

    private Eviction.Outcome evict(Transaction transaction, int mostKeys) {
        return eviction.run(
                transaction,
                settings.policy(),
                (int) settings.maxMemorySamples.number(),
                settings.maxMemory.number(),
                mostKeys);
    }
}
