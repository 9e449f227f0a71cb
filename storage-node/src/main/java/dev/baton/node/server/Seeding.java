package dev.baton.node.server;

import dev.baton.node.replication.DurableState.LeaderAddress;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.protocol.Epoch;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A joiner's side of seeding: one seeding at a time, again and again until this member follows the log. After the first try each waits
 * longer than the one before, up to a minute, and most of all after a whole seeding that did not help: a member that can't keep up must
 * not keep its leader busy with nothing else. Loop thread only.
 */
final class Seeding {
    private static final long FIRST_WAIT_MILLIS = 250;
    private static final int MOST_DOUBLINGS = 8;

    /** How far the seeding under way is, in bytes; of a total of 0 nothing is known yet. */
    record Progress(long received, long total) {}

    private final SnapshotStore store;
    private final Snapshots snapshots;
    private final EventLoop loop;
    private final Executor disk;
    private final Journal journal;
    private Member member;
    private Links links;
    private @Nullable SeedJoin join;
    /** Since it last came forward. */
    private int tries;
    /** Whole ones, since this member was last level with its leader. */
    private int seedings;
    /** Id of a snapshot that arrived damaged; empty for none. */
    private String damaged = "";

    private boolean mayHoldPart = true;

    @SuppressWarnings("NullAway.Init") // begin() follows at once
    Seeding(SnapshotStore store, Snapshots snapshots, EventLoop loop, Executor disk, Journal journal) {
        this.store = store;
        this.snapshots = snapshots;
        this.loop = loop;
        this.disk = disk;
        this.journal = journal;
    }

    void begin(Member ofMember, Links itsLinks) {
        member = ofMember;
        links = itsLinks;
    }

    void join(LeaderAddress leader, Epoch epoch) {
        stop();
        mayHoldPart = true;
        SeedJoin began = new SeedJoin(member, links, this, store, loop, disk, journal, leader, epoch);
        join = began;
        int doublings = tries + 3 * seedings;
        long wait = doublings == 0 ? 0 : FIRST_WAIT_MILLIS << Math.min(doublings, MOST_DOUBLINGS);
        if (wait > 0) {
            journal.info("asking " + leader.name() + " for a snapshot in " + wait + " ms, tries=" + tries + " seedings="
                    + seedings);
        }
        tries++;
        loop.schedule(
                () -> {
                    if (join == began) {
                        began.start(damaged);
                    }
                },
                wait,
                TimeUnit.MILLISECONDS);
    }

    /** The seeding under way comes forward: when it is cut, it goes on soon. */
    void progressed() {
        tries = 1;
    }

    void foundDamaged(String id) {
        damaged = id;
    }

    void installed() {
        tries = 0;
        seedings++;
        snapshots.refresh();
    }

    /** Nothing the seeding under way brings may be installed any more. */
    void stop() {
        if (join != null) {
            join.stop();
            join = null;
        }
    }

    /** Null when this member isn't being seeded. */
    @Nullable
    Progress progress() {
        SeedJoin mine = join;
        return mine == null || mine.isOver() ? null : mine.progress();
    }

    void tick() {
        if (member.core().isCaughtUp() || member.core().isOpen()) {
            tries = 0;
            seedings = 0;
            damaged = "";
            if (mayHoldPart) {
                mayHoldPart = false;
                disk.execute(this::discardPart);
            }
        }
    }

    private void discardPart() {
        try {
            store.discardPartial();
        } catch (IOException e) {
            journal.error("deleting a half-received snapshot", e);
        }
    }
}
