package dev.baton.node.server;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Long work on the loop, done in slices of a few milliseconds with the connections served in between. A plain {@code execute} would not
 * do: the loop runs what it finds in its queue, and what that puts there, for up to a second before it looks at a connection again.
 *
 * <p>Loop thread only.
 */
final class Slices {
    private static final long SLICE_NANOS = 5_000_000;

    private final EventLoop loop;
    private final Journal journal;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    Slices(EventLoop loop, Journal journal) {
        this.loop = loop;
        this.journal = journal;
    }

    /** Does it after what was added before: at once when nothing is waiting, which the caller must be ready for. */
    void add(Runnable piece) {
        waiting.add(piece);
        if (!running) {
            running = true;
            slice();
        }
    }

    private void slice() {
        long until = System.nanoTime() + SLICE_NANOS;
        for (Runnable piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            Bug.endsTheProcess(journal, piece);
            if (System.nanoTime() > until) {
                // A timer, however short, is looked at only after the connections.
                loop.schedule(this::slice, 1, TimeUnit.NANOSECONDS);
                return;
            }
        }
        running = false;
    }
}
