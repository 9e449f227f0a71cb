package dev.baton.node.server;

import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.log.RecordFormat;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.snapshot.SnapshotDamagedException;
import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotReader;
import dev.baton.node.snapshot.SnapshotStore;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is in memory, and how it gets there: the newest snapshot, then the log as far as it may be applied.
 *
 * <p>A snapshot is read and verified on the disk's thread and arrives block by block; the log is applied piece by piece; both in {@link Slices}.
 * So a long replay never delays a fence or a heartbeat. Loop thread only, but for the reading.
 */
final class Memory {
    private static final int READ_BYTES = 256 << 10;
    private static final int BLOCKS_UNDER_WAY = 8;

    private final Keyspace keyspace;
    private final ReplicatedLog log;
    private final SnapshotStore snapshots;
    private final EventLoop loop;
    private final Slices slices;
    private final Executor disk;
    private final Journal journal;
    private final LongConsumer applied;

    private long reached;
    private long target;
    private boolean loading;
    private boolean scheduled;
    private boolean loaded;
    private long rebuildBegan;
    private boolean ended;
    /** Batches of a rebuild that was overtaken by another are passed over. */
    private int rebuild;

    private @Nullable Runnable whenReached;

    /**
     * @param disk where snapshots are read
     * @param applied hears how far memory has come, in bytes of the log
     */
    Memory(
            Keyspace keyspace,
            ReplicatedLog log,
            SnapshotStore snapshots,
            EventLoop loop,
            Executor disk,
            Journal journal,
            LongConsumer applied) {
        this.keyspace = keyspace;
        this.log = log;
        this.snapshots = snapshots;
        this.loop = loop;
        this.slices = new Slices(loop, journal);
        this.disk = disk;
        this.journal = journal;
        this.applied = applied;
    }

    /** Whether memory stands at a committed state that may be shown. */
    boolean isLoaded() {
        return loaded;
    }

    /** The offset up to which the log is in memory. */
    long applied() {
        return reached;
    }

    /** The offset up to which the log is in memory or being applied to it. */
    long goal() {
        return target;
    }

    /** A leader's own write went through the keyspace already. */
    void wrote(long endOffset) {
        reached = endOffset;
        target = endOffset;
    }

    /** Applies the log up to there, unless it has. */
    void applyTo(long offset) {
        if (offset > target) {
            target = offset;
            work();
        }
    }

    /** Applies the log up to there, then runs {@code then}; an earlier such wish is forgotten. */
    void applyTo(long offset, Runnable then) {
        whenReached = then;
        target = Math.max(target, offset);
        work();
    }

    /** The process ends, the log's files are closed: nothing is read any more. */
    void end() {
        ended = true;
        rebuild++;
    }

    /** Whether the log reaches back to its beginning, or to a snapshot that isn't beyond {@code offset}. */
    boolean canRebuild(long offset) {
        return log.startOffset() == 0 || !candidates(offset).isEmpty();
    }

    /** Forgets everything and begins anew, from the newest snapshot that isn't beyond {@code offset}, up to there. */
    void rebuild(long offset) {
        rebuild++;
        loaded = false;
        rebuildBegan = Member.now();
        loading = false; // what an earlier one still loads is passed over, its end included
        whenReached = null;
        keyspace.clear();
        reached = 0;
        target = offset;
        List<SnapshotFile> candidates = candidates(offset);
        if (candidates.isEmpty()) {
            beginAt(0, "no snapshot");
        } else {
            loading = true;
            int mine = rebuild;
            disk.execute(() -> load(candidates, mine));
        }
    }

    private List<SnapshotFile> candidates(long offset) {
        List<SnapshotFile> candidates = new ArrayList<>();
        try {
            for (SnapshotFile candidate : snapshots.list()) {
                if (candidate.position().offset() <= offset && log.holds(candidate.position())) {
                    candidates.add(candidate);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("listing the snapshots", e);
        }
        return candidates;
    }

    /** On the disk's thread. */
    private void load(List<SnapshotFile> candidates, int mine) {
        for (SnapshotFile candidate : candidates) {
            try (SnapshotReader reader = SnapshotReader.openUnverified(candidate.file())) {
                long offset = reader.position().offset();
                long keys = reader.keys();
                Semaphore room = new Semaphore(BLOCKS_UNDER_WAY);
                inTurn(mine, () -> keyspace.expect(keys));
                reader.forEach(block -> {
                    room.acquireUninterruptibly();
                    inTurn(mine, () -> keyspace.restore(block, 0, block.length, offset), room::release);
                });
                inTurn(mine, () -> {
                    loading = false;
                    beginAt(offset, "snapshot " + reader.position());
                });
                return;
            } catch (SnapshotDamagedException damaged) {
                journal.warn("passing over a damaged snapshot: " + damaged.getMessage());
            } catch (IOException e) {
                journal.error("cannot read snapshot " + candidate.file(), e);
            }
            inTurn(mine, keyspace::clear); // the part of it that was read before the damage
        }
        inTurn(mine, () -> {
            loading = false;
            beginAt(0, "no sound snapshot");
        });
    }

    private void inTurn(int mine, Runnable work) {
        inTurn(mine, work, () -> {});
    }

    /** Has the loop do it after what was handed over before, unless another rebuild has begun meanwhile. */
    private void inTurn(int mine, Runnable work, Runnable whenDone) {
        loop.execute(() -> slices.add(() -> {
            if (mine == rebuild) {
                work.run();
            }
            whenDone.run();
        }));
    }

    private void beginAt(long offset, String from) {
        if (offset < log.startOffset()) {
            throw new IllegalStateException("memory begins at " + offset + " (" + from + ") but the log only at "
                    + log.start() + ": the next start sets the data aside and asks to be seeded");
        }
        keyspace.endsAt(offset);
        reached = offset;
        target = Math.max(target, offset);
        applied.accept(reached);
        work();
    }

    /** Reads and applies a piece of the log, and the next one after it, until the target is reached. */
    private void work() {
        if (scheduled || loading || ended) {
            return;
        }
        if (reached < target) {
            scheduled = true;
            slices.add(this::piece);
            return;
        }
        if (!loaded) {
            loaded = true;
            journal.info("memory is loaded position=" + reached + " keys=" + keyspace.size() + " ms="
                    + (Member.now() - rebuildBegan) / 1_000_000);
        }
        Runnable then = whenReached;
        if (then != null) {
            whenReached = null;
            then.run();
        }
    }

    private void piece() {
        scheduled = false;
        if (loading || ended) {
            return;
        }
        if (reached < target) {
            RecordFormat.visit(
                    log.read(reached, (int) Math.min(READ_BYTES, target - reached)), (epoch, start, end, effect) -> {
                        byte[] bytes = new byte[effect.remaining()];
                        effect.get(bytes);
                        keyspace.apply(bytes, end);
                        reached = end;
                    });
            applied.accept(reached);
        }
        work();
    }
}
