package dev.baton.simulation;

import dev.baton.node.replication.DurableState;
import dev.baton.node.replication.Output;
import dev.baton.protocol.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Both sides of seeding: asking a leader for a snapshot and installing it, and giving one. */
final class SimSeeding {
    private record Asked(Epoch epoch, long token) {}

    /** A snapshot of memory, which runs ahead of the commit: it counts once the core says that it is committed. */
    private record Taken(Snapshot snapshot, Consumer<Snapshot> taker) {}

    private final SimProcess process;
    private final World world;
    private final Network network;
    private final Members members;
    private final Watch watch;
    private @Nullable Asked asked;
    private long nextToken = 1;
    private final List<Taken> uncommitted = new ArrayList<>();

    SimSeeding(SimProcess process, World world, Network network, Members members, Watch watch) {
        this.process = process;
        this.world = world;
        this.network = network;
        this.members = members;
        this.watch = watch;
    }

    // ---- a follower

    void begin(Output.Seed wish) {
        Asked mine = new Asked(wish.epoch(), nextToken++);
        asked = mine;
        world.say(
                () -> process.node.name + " is to be seeded by " + wish.leader().name());
        watch.seeds(process);
        ask(mine, wish.leader());
    }

    void stop() {
        asked = null;
    }

    private void ask(Asked mine, DurableState.LeaderAddress leader) {
        SimNode from = members.find(leader.name());
        SimNode here = process.node;
        // A connection of its own; a lost one shows as silence.
        world.after(2 * World.SECOND, () -> process.input(() -> lost(mine)));
        if (from == null) {
            return;
        }
        network.carry(here.place(), from.place(), () -> {
            SimProcess there = from.process();
            if (there != null) {
                there.input(() -> there.seeding.give(
                        mine.epoch(),
                        snapshot -> network.carry(
                                from.place(),
                                here.place(),
                                () -> world.after(
                                        world.between(10 * World.MILLI, 300 * World.MILLI),
                                        () -> process.input(() -> arrived(mine, snapshot))))));
            }
        });
    }

    private void lost(Asked mine) {
        if (mine.equals(asked)) {
            asked = null;
            process.core.seedingFailed("nothing came from the leader for 2 s", process.now());
        }
    }

    private void arrived(Asked mine, Snapshot snapshot) {
        if (!mine.equals(asked)) {
            return;
        }
        process.core.installing(snapshot.position());
        process.log.install(snapshot, () -> process.isAlive() && mine.equals(asked), () -> {
            asked = null;
            watch.seeded(process, snapshot);
            process.become(snapshot.store().copy());
            world.say(() -> process.node.name + " is seeded at " + snapshot.position());
            process.core.seeded(snapshot.position(), process.now());
        });
    }

    // ---- a leader

    /**
     * From a leader that isn't open the snapshot it keeps, since it may need this very follower to open; else one of its memory now, or the one it
     * keeps after all when a second later the other isn't committed: perhaps it needs this very follower for that.
     */
    private void give(Epoch epoch, Consumer<Snapshot> taker) {
        if (!process.core.isLeading() || !process.core.epoch().equals(epoch)) {
            return;
        }
        if (process.core.isOpen()) {
            Taken taken = new Taken(process.log.snapshotAt(process.memory().applied()), taker);
            uncommitted.add(taken);
            committed();
            world.after(
                    World.SECOND,
                    () -> process.input(() -> {
                        if (uncommitted.remove(taken) && process.log.start() > 0) {
                            taker.accept(process.log.snapshotAt(process.log.start()));
                        }
                    }));
        } else if (process.log.start() > 0) {
            taker.accept(process.log.snapshotAt(process.log.start()));
        }
    }

    /** More may be committed. */
    void committed() {
        uncommitted.removeIf(taken -> {
            boolean valid = process.core.isCommitted(taken.snapshot().position());
            if (valid) {
                taken.taker().accept(taken.snapshot());
            }
            return valid;
        });
    }

    void deposed() {
        uncommitted.clear();
    }
}
