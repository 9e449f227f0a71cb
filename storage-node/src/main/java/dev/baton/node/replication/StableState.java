package dev.baton.node.replication;

import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A member's {@link DurableState} on its way to the disk: what will be there, what is, and what waits for it.
 *
 * <p>Owns the order of the two: whatever rests on a promise waits for {@link #persist}, and what must stop at once has stopped before it.
 * Times are nanoseconds of the core's clock.
 */
final class StableState {
    private final Consumer<Output> out;
    /** What will be on disk once every {@link Output.Persist} is done. */
    private DurableState state;

    private DurableState onDisk;
    private long nextToken = 1;
    private final TreeMap<Long, LongConsumer> afterPersist = new TreeMap<>();
    private final TreeMap<Long, DurableState> underWay = new TreeMap<>();
    /** Whether, whatever of {@link #underWay} a crash leaves undone, the disk says that records may count which are only written. */
    private boolean receivedIsOnDisk;

    /** @param state as read from disk */
    StableState(DurableState state, Consumer<Output> out) {
        this.state = state;
        this.onDisk = state;
        this.out = out;
    }

    DurableState state() {
        return state;
    }

    DurableState onDisk() {
        return onDisk;
    }

    /** Whether nothing is under way to the disk. */
    boolean isSettled() {
        return underWay.isEmpty();
    }

    boolean receivedIsOnDisk() {
        return receivedIsOnDisk;
    }

    /** From now on it is so in memory; {@link #persist} has to follow. */
    void become(DurableState next) {
        state = next;
    }

    void persist() {
        persist(now -> {});
    }

    /** @param then is told the time, once the log as appended so far, and then the present state, are on disk */
    void persist(LongConsumer then) {
        long token = nextToken++;
        state = state.next();
        afterPersist.put(token, then);
        underWay.put(token, state);
        receivedIsOnDisk &= state.received();
        out.accept(new Output.Persist(state, token));
    }

    /** @param then is told the time, once all that is under way is on disk: at once when nothing is */
    void whenSettled(LongConsumer then, long now) {
        if (isSettled()) {
            then.accept(now);
        } else {
            afterPersist.merge(underWay.lastKey(), then, LongConsumer::andThen);
        }
    }

    /** {@link Output.Persist} of that token is done. */
    void persisted(long token, long now) {
        DurableState reached = underWay.remove(token);
        LongConsumer then = afterPersist.remove(token);
        if (reached == null || then == null) {
            throw new IllegalStateException("token " + token + " was not being persisted");
        }
        onDisk = reached;
        receivedIsOnDisk = onDisk.received() && underWay.values().stream().allMatch(DurableState::received);
        then.accept(now);
    }
}
