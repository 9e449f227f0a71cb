package dev.baton.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was committed and acknowledged in the synchronous modes, from the birth of the database on, and what of it went with a common power
 * loss under {@code Received}: that is excused for good.
 */
final class Truth {
    private final List<SimRecord> chain = new ArrayList<>();
    private final Set<Long> committed = new HashSet<>();
    private final Set<Long> excused = new HashSet<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private @Nullable SimRecord lastAcknowledged;
    private long greatestEnd;

    @Nullable
    SimRecord at(long start) {
        int index = (int) (start / SimRecord.LENGTH);
        return index < chain.size() ? chain.get(index) : null;
    }

    long end() {
        return (long) chain.size() * SimRecord.LENGTH;
    }

    /** The furthest it ever reached. */
    long greatestEnd() {
        return greatestEnd;
    }

    SimRecord newest() {
        return chain.getLast();
    }

    void commit(SimRecord next) {
        chain.add(next);
        if (!next.isStart()) {
            committed.add(next.id());
        }
        greatestEnd = Math.max(greatestEnd, end());
    }

    /** Whether a write was ever committed. */
    boolean wasCommitted(long id) {
        return committed.contains(id) || excused.contains(id);
    }

    boolean isExcused(long id) {
        return excused.contains(id);
    }

    /** @return whether it is the first time */
    boolean acknowledge(SimRecord write) {
        if (lastAcknowledged == null || lastAcknowledged.end() < write.end()) {
            lastAcknowledged = write;
        }
        return acknowledged.add(write.id());
    }

    @Nullable
    SimRecord lastAcknowledged() {
        return lastAcknowledged;
    }

    /** How many of the committed records that volume holds, from the first on. */
    int heldBy(Volume volume) {
        int held = 0;
        while (held < chain.size() && volume.holds(chain.get(held))) {
            held++;
        }
        return held;
    }

    int size() {
        return chain.size();
    }

    SimRecord record(int index) {
        return chain.get(index);
    }

    /** Only the first so many are left. */
    void lose(int held) {
        while (chain.size() > held) {
            SimRecord lost = chain.removeLast();
            if (!lost.isStart()) {
                committed.remove(lost.id());
                excused.add(lost.id());
            }
        }
        lastAcknowledged = null;
        for (SimRecord kept : chain) {
            if (!kept.isStart() && acknowledged.contains(kept.id())) {
                lastAcknowledged = kept;
            }
        }
    }
}
