package dev.baton.node.pubsub;

import java.util.ArrayDeque;

/**
 * Messages on their way, in the order in which they were published. Each leaves once everything that was in the log before it is
 * committed, on a follower applied: whoever hears of a write can read it, and hears of none that a failover takes back.
 *
 * <p>Delivery is best effort, as in Redis: nothing of this is on a disk, and what is under way when a leader is deposed, or when a
 * follower's link breaks, is lost. Bounded: see {@link #MOST_BYTES}. Loop thread only.
 */
public final class Outbox {
    /** Memory of messages that wait, in bytes; beyond that new ones are dropped. */
    public static final long MOST_BYTES = 64 << 20;

    /** Takes messages whose time has come. */
    @FunctionalInterface
    public interface Way {
        /** @param after the offset in the log that it waited for */
        void leave(Message message, long after);
    }

    private record Waiting(Message message, long after) {}

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Way way;
    private long bytes;
    private long dropped;
    private boolean leaving;

    public Outbox(Way way) {
        this.way = way;
    }

    /** Takes a message that waits for an offset of the log. @return false if there is no room, and it is dropped */
    public boolean add(Message message, long after) {
        long weight = message.weight();
        if (bytes + weight > MOST_BYTES && !waiting.isEmpty()) {
            dropped++;
            return false;
        }
        bytes += weight;
        waiting.add(new Waiting(message, after));
        return true;
    }

    /** Lets go what waited for no more than this offset. */
    public void release(long reached) {
        if (leaving) {
            return;
        }
        leaving = true;
        try {
            for (Waiting first = waiting.peek(); first != null && first.after() <= reached; first = waiting.peek()) {
                waiting.remove();
                bytes -= first.message().weight();
                way.leave(first.message(), first.after());
            }
        } finally {
            leaving = false;
        }
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Messages that found no room so far. */
    public long dropped() {
        return dropped;
    }

    /** What waits will never leave: the log that it waited for is another one now. */
    public void forget() {
        waiting.clear();
        bytes = 0;
    }
}
