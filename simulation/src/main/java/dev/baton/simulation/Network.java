package dev.baton.simulation;

import dev.baton.node.replication.PeerMessage;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places, what passes between them and how long it takes. Connections keep their order, like TCP: what a partition holds back arrives
 * late, when it heals, unless the connection was given up. So no connection duplicates or reorders anything; what does is above it: a
 * follower that connects anew is sent again what it may have, replies and commands pass each other on connections of their own, and an
 * operator's words come late and twice.
 */
final class Network {
    private static final long RETRANSMIT = 40 * World.MILLI;
    private static final long CONNECT_TIMEOUT = World.SECOND;
    private static final int MOST_PLACES = 16;

    private final World world;
    private final Map<String, Integer> places = new HashMap<>();
    /** By place from and place to: how many partitions hold back what goes there. */
    private final int[][] blocked = new int[MOST_PLACES][MOST_PLACES];

    private int blocks;
    long leastDelay = 100_000;
    long mostDelay = 1_000_000;
    /** Share of packets that take far longer. */
    double straggling = 0.01;

    Network(World world) {
        this.world = world;
    }

    private int index(String place) {
        return places.computeIfAbsent(place, name -> places.size());
    }

    void block(String from, String to) {
        blocked[index(from)][index(to)]++;
        blocks++;
    }

    /** Undoes one {@link #block}. */
    void unblock(String from, String to) {
        if (blocked[index(from)][index(to)] > 0) {
            blocked[index(from)][index(to)]--;
            blocks--;
        }
    }

    void healAll() {
        for (int[] row : blocked) {
            Arrays.fill(row, 0);
        }
        blocks = 0;
    }

    boolean isWhole() {
        return blocks == 0;
    }

    boolean passes(String from, String to) {
        return blocks == 0 || blocked[index(from)][index(to)] == 0;
    }

    long delay() {
        return world.chance(straggling)
                ? world.between(mostDelay, 40 * mostDelay)
                : world.between(leastDelay, mostDelay);
    }

    /** A datagram: arrives once, or never. */
    void carry(String from, String to, Runnable arrival) {
        world.after(delay(), () -> {
            if (passes(from, to)) {
                arrival.run();
            }
        });
    }

    // ---- connections between members

    /** One process's side of a connection. */
    static final class End {
        final SimNode node;
        final SimProcess process;
        final long link;
        boolean open = true;

        @SuppressWarnings("NullAway.Init") // the two ends are made together
        Channel out;

        End(SimNode node, SimProcess process, long link) {
            this.node = node;
            this.process = process;
            this.link = link;
        }
    }

    private enum Closing {
        CLOSE
    }

    /** One direction. */
    final class Channel {
        private final End from;
        private final End to;
        private final ArrayDeque<Object> queue = new ArrayDeque<>();
        private boolean moving;

        Channel(End from, End to) {
            this.from = from;
            this.to = to;
        }

        void put(Object what) {
            queue.add(what);
            move();
        }

        void lose() {
            queue.clear();
        }

        private void move() {
            if (!moving && !queue.isEmpty()) {
                moving = true;
                world.after(delay(), this::arrive);
            }
        }

        private void arrive() {
            if (!passes(from.node.place(), to.node.place())) {
                world.after(RETRANSMIT, this::arrive);
                return;
            }
            moving = false;
            // Everything that queued up meanwhile comes with it, like the bytes of one segment.
            int count = queue.size();
            for (int i = 0; i < count; i++) {
                Object what = queue.remove();
                if (!to.open) {
                    queue.clear();
                    return;
                }
                if (what instanceof PeerMessage message) {
                    to.process.input(() -> to.process.received(to, message));
                } else {
                    to.open = false;
                    to.process.input(() -> to.process.closed(to.link));
                }
            }
            move();
        }
    }

    void connect(SimNode from, SimProcess process, long link, @Nullable SimNode to) {
        connect(from, process, link, to, world.now() + CONNECT_TIMEOUT);
    }

    private void connect(SimNode from, SimProcess process, long link, @Nullable SimNode to, long until) {
        world.after(delay(), () -> {
            if (to == null || to.isUp() && to.process() == null) {
                process.input(() -> process.closed(link)); // refused
                return;
            }
            if (!to.isUp() || !passes(from.place(), to.place()) || !passes(to.place(), from.place())) {
                if (world.now() > until) {
                    process.input(() -> process.closed(link));
                } else {
                    world.after(5 * RETRANSMIT, () -> connect(from, process, link, to, until));
                }
                return;
            }
            SimProcess accepting = to.process();
            if (accepting == null) {
                throw new IllegalStateException();
            }
            End near = new End(from, process, link);
            End far = new End(to, accepting, accepting.nextAccepted());
            near.out = new Channel(near, far);
            far.out = new Channel(far, near);
            accepting.accepted(far);
            process.input(() -> process.connected(near));
        });
    }

    /** One side closes; the other learns it behind all that was sent. */
    void close(End end) {
        if (end.open) {
            end.open = false;
            end.out.put(Closing.CLOSE);
        }
    }

    /** A reset: both sides lose what was under way and learn of it. */
    void reset(End end) {
        if (end.open) {
            end.open = false;
            end.out.lose();
            end.out.put(Closing.CLOSE);
            end.process.input(() -> end.process.closed(end.link));
        }
    }

    /** Power went: nobody says goodbye. */
    void vanish(End end) {
        end.open = false;
    }
}
