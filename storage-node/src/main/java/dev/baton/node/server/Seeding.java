package dev.baton.node.server;

import dev.baton.node.replication.DurableState.LeaderAddress;
import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.protocol.Epoch;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots from one member to another: at most one arrives here, several may be served; and how long the log is kept. Loop thread only.
 */
final class Seeding {
    /** A snapshot is taken each time the log grew by so much: it bounds the log and the time of a restart. */
    private static final long SNAPSHOT_EVERY_BYTES = 64L << 20;

    /** A follower that was away for less than this catches up from the log. */
    private static final long KEPT_BYTES = 64L << 20;

    private static final int KEPT_SNAPSHOTS = 2;

    private final SnapshotTaker taker;
    private final SnapshotStore store;
    private final EventLoop loop;
    private final Executor disk;
    private final Journal journal;
    private final List<Channel> joiners = new ArrayList<>();
    private Member member;
    private Links links;
    private @Nullable SeedJoin join;
    private long lastSnapshot;
    private boolean busy;

    @SuppressWarnings("NullAway.Init") // begin() follows at once
    Seeding(SnapshotTaker taker, SnapshotStore store, EventLoop loop, Executor disk, Journal journal) {
        this.taker = taker;
        this.store = store;
        this.loop = loop;
        this.disk = disk;
        this.journal = journal;
    }

    void begin(Member ofMember, Links itsLinks) {
        member = ofMember;
        links = itsLinks;
        lastSnapshot = member.log().startOffset();
    }

    // ---- serving

    /** A joiner asks on a connection of its own: it gets a snapshot as soon as there is one. */
    void requested(Channel channel, long epoch) {
        if (!member.core().isLeading() || member.core().epoch().number() != epoch) {
            SeedServe.fail(channel, "not the leader of epoch " + epoch);
            return;
        }
        joiners.add(channel);
        serveWaiting();
    }

    private void serveWaiting() {
        joiners.removeIf(channel -> !channel.isActive());
        if (joiners.isEmpty() || busy) {
            return;
        }
        if (!member.core().isOpen()) {
            serveKept();
            return;
        }
        if (!member.memory().isLoaded()) {
            return; // tried again at the next tick
        }
        busy = true;
        taker.take(file -> {
            busy = false;
            List<Channel> served = List.copyOf(joiners);
            joiners.clear();
            for (Channel channel : served) {
                if (file == null) {
                    SeedServe.fail(channel, "no snapshot could be taken; ask again");
                } else {
                    SeedServe.serve(channel, file, disk, journal);
                }
            }
            if (file != null) {
                kept(file);
            }
        });
    }

    /**
     * A leader that isn't open can take no snapshot: nothing is committed in its epoch. Followers that need one are what it may wait for
     * in order to open, so it gives away the newest it keeps: committed once, and its log continues from there.
     */
    private void serveKept() {
        List<Channel> served = List.copyOf(joiners);
        busy = true;
        disk.execute(() -> {
            Optional<SnapshotFile> newest = Optional.empty();
            try {
                newest = store.newest();
            } catch (IOException e) {
                journal.error("looking for a snapshot", e);
            }
            Optional<SnapshotFile> found = newest;
            loop.execute(() -> {
                busy = false;
                boolean fits = found.isPresent()
                        && member.core().isLeading()
                        && found.get().position().offset() >= member.log().startOffset()
                        && member.log().holds(found.get().position());
                if (fits) {
                    joiners.removeAll(served);
                    served.forEach(channel -> SeedServe.serve(channel, found.get(), disk, journal));
                }
            });
        });
    }

    void committed() {
        taker.committed();
    }

    void abandonSnapshot() {
        taker.abandon();
        joiners.forEach(channel -> SeedServe.fail(channel, "deposed"));
        joiners.clear();
    }

    // ---- joining

    void join(LeaderAddress leader, Epoch epoch) {
        stop();
        SeedJoin began = new SeedJoin(member, links, store, loop, disk, journal, leader, epoch);
        join = began;
        began.start();
    }

    /** Nothing the seeding under way brings may be installed any more. */
    void stop() {
        if (join != null) {
            join.stop();
            join = null;
        }
    }

    // ---- keeping

    void tick() {
        serveWaiting();
        boolean grown = member.log().endOffset() - lastSnapshot > SNAPSHOT_EVERY_BYTES;
        boolean mine = member.core().isOpen()
                || !member.core().isLeading() && !member.core().isSeeding();
        if (grown
                && mine
                && !busy
                && member.memory().isLoaded()
                && member.keyspace().lastOffset() > lastSnapshot) {
            busy = true;
            taker.take(file -> {
                busy = false;
                if (file != null) {
                    kept(file);
                }
            });
        }
    }

    private void kept(SnapshotFile newest) {
        lastSnapshot = newest.position().offset();
        disk.execute(() -> {
            try {
                store.prune(KEPT_SNAPSHOTS);
                long oldest = store.list().stream()
                        .mapToLong(file -> file.position().offset())
                        .min()
                        .orElse(0);
                loop.execute(() -> {
                    long behind = member.log().endOffset() - KEPT_BYTES;
                    long from = Math.min(Math.min(oldest, behind), member.core().neededFrom());
                    if (from > member.log().startOffset()) {
                        member.log().retainFrom(from);
                    }
                });
            } catch (IOException e) {
                journal.error("pruning snapshots", e);
            }
        });
    }
}
