package dev.baton.node.recovery;

import dev.baton.node.log.Durably;
import dev.baton.node.log.LogDamagedException;
import dev.baton.node.log.ReplicatedLog;
import dev.baton.node.log.StateFile;
import dev.baton.node.replication.DurableState;
import dev.baton.node.snapshot.DataDirectory;
import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotReader;
import dev.baton.node.snapshot.SnapshotStore;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Recovers a data directory.
 *
 * <ol>
 *   <li>Lock it, and learn who this is.
 *   <li>Open the log: every record is read. A torn tail is cut.
 *   <li>Take the newest snapshot that is sound. One ahead of the log was being installed when a crash came: the log begins anew there. One that
 *       isn't of the log is left over from what was cut since, and would undo what was acknowledged after the cut: it is deleted.
 *   <li>Read the promises, of which there are two copies, and hold them against the log: {@link Promises}.
 *   <li>The log is damaged, or lacks its beginning and no snapshot makes up for it, or ends before what was known to be committed: log and
 *       snapshots are set aside whole, and the member goes on empty as a new incarnation that waits to be seeded.
 *   <li>The machine lost power, and records counted here that were only written: the member keeps its log and is another incarnation. Whether
 *       they counted stands in the promises, from before the first one did.
 * </ol>
 *
 * <p>Keeps I6: whoever lost a record that it acknowledged comes back as a new incarnation, which counts for nothing until seeded, so that no
 * fence that needs the recorded one is satisfied by it. Keeps I3: promises outlive the log; a member that can't tell what it promised is a new
 * incarnation as well, whose acks and grants no earlier leader counts.
 *
 * <p>Every step may be repeated after a crash within it. What can't be read because the disk fails, or was written by a newer build, is
 * no damage: the start fails, and everything stays where it is.
 */
public final class Recovery {
    /** Opens a log with the process's listeners. */
    @FunctionalInterface
    public interface LogOpener {
        ReplicatedLog open(Path directory, Path stateFile) throws IOException;
    }

    private final DataDirectory directory;
    private final LogOpener opener;
    private final Executor owner;
    private final Consumer<String> warnings;
    private String trouble = "";

    private Recovery(DataDirectory directory, LogOpener opener, Executor owner, Consumer<String> warnings) {
        this.directory = directory;
        this.opener = opener;
        this.owner = owner;
        this.warnings = warnings;
    }

    /**
     * @param volumeUid see {@link DataDirectory#open}
     * @param bootId likewise
     * @param owner runs the log's callbacks; not the calling thread, which waits for them
     * @param warnings gets a line for whatever wasn't as a clean stop leaves it
     * @throws IOException when the directory is in use, or can't be read or written
     */
    public static Recovered run(
            Path root, String volumeUid, String bootId, LogOpener opener, Executor owner, Consumer<String> warnings)
            throws IOException {
        DataDirectory directory = DataDirectory.open(root, volumeUid, bootId);
        try {
            return new Recovery(directory, opener, owner, warnings).recover();
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private Recovered recover() throws IOException {
        directory
                .retired()
                .ifPresent(aside -> warnings.accept(
                        "the volume's uid changed: this is a new incarnation, the old data is in " + aside));
        SnapshotStore snapshots = SnapshotStore.open(directory.snapshots());
        ReplicatedLog log = openLog();
        try {
            Optional<SnapshotFile> base = base(log, snapshots);
            Promises promises = Promises.read(directory.state(), log, directory.incarnation());
            String lost = lost(log, base, promises.state());
            if (!lost.isEmpty()) {
                log.close();
                setAside(lost);
                base = Optional.empty();
                log = openLog();
            }
            long end = log.endOffset();
            // A snapshot in place is committed, whatever the hint says; and nothing is that isn't here.
            long committed = base.map(file -> file.position().offset()).orElse(0L);
            DurableState state = promises.state().withCommitted(committed).withCommittedAtMost(end);
            if (!promises.doubt().isEmpty()) {
                directory.forgetPromises();
                report(promises.doubt()
                        + "; this member no longer knows what it promised: it goes on as a new incarnation with "
                        + (end > 0 ? "its log, up to " + log.end() : "an empty log")
                        + ". If it is the only member, delete the Lease of the leadership record to have it lead");
            }
            if (!promises.mended().isEmpty()) {
                report(promises.mended()
                        + "; the other copy tells what this member promised, and both are written anew");
            }
            if (!promises.doubt().isEmpty()
                    || !promises.mended().isEmpty()
                    || state.committed() < promises.state().committed()) {
                // Else a later start would miss what isn't here, although this one accounts for it.
                state = state.next();
                StateFile.writeBoth(directory.state(), state.encode());
            }
            if (directory.lostPower()) {
                accountForPowerLoss(state.received(), log.end());
            }
            if (!directory.damage().isEmpty()) {
                warnings.accept("DAMAGED " + directory.damage());
            }
            directory.recovered();
            // What is here is synced now.
            return new Recovered(directory, snapshots, log, state.withReceived(false), trouble);
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private void accountForPowerLoss(boolean received, Position end) throws IOException {
        if (received) {
            directory.continueAfterPowerLoss();
            warnings.accept("power was lost under acknowledge Received: records after " + end
                    + " may be gone that others count on. This member goes on with its log as incarnation "
                    + directory.incarnation() + ", which counts once a rule names it");
        } else {
            directory.survivedPowerLoss();
        }
    }

    private ReplicatedLog openLog() throws IOException {
        try {
            return opener.open(directory.log(), directory.state());
        } catch (LogDamagedException damaged) {
            setAside(String.valueOf(damaged.getMessage()));
            return opener.open(directory.log(), directory.state());
        }
    }

    private void setAside(String why) throws IOException {
        directory.setAside(why);
        warnings.accept("set aside: " + why);
    }

    /** The snapshot that memory begins from. */
    private Optional<SnapshotFile> base(ReplicatedLog log, SnapshotStore snapshots) throws IOException {
        int damagedBefore = snapshots.damaged().size();
        Optional<SnapshotFile> newest = snapshots.newest();
        while (newest.isPresent() && !log.holds(newest.get().position())) {
            if (newest.get().position().compareTo(log.end()) > 0) {
                beginAt(newest.get(), log);
            } else {
                warnings.accept("the snapshot at " + newest.get().position() + " is not of the log, which ends at "
                        + log.end() + ": it is deleted");
                Durably.delete(newest.get().file());
                newest = snapshots.newest();
            }
        }
        if (snapshots.damaged().size() > damagedBefore) {
            report("a damaged snapshot was set aside: " + snapshots.damaged() + "; memory is built from "
                    + newest.map(file -> "the one at " + file.position()).orElse("the log alone"));
        }
        return newest;
    }

    private void beginAt(SnapshotFile snapshot, ReplicatedLog log) throws IOException {
        EpochHistory history;
        try (SnapshotReader reader = SnapshotReader.openUnverified(snapshot.file())) {
            history = reader.history();
        }
        knowCommittedAtMost(snapshot.position().offset());
        warnings.accept("the log does not reach the snapshot at " + snapshot.position() + ": it begins anew there");
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture.runAsync(() -> log.reset(snapshot.position(), history, done::countDown), owner)
                .join();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the log was reset", e);
        }
    }

    /** On disk before the log is: one that ends before what is known to be committed passes for a log that lost its end. */
    private void knowCommittedAtMost(long offset) throws IOException {
        // One that can't be read is found later, and nothing of it is believed.
        Optional<DurableState> told = Promises.newest(directory.state()).filter(state -> state.committed() > offset);
        if (told.isPresent()) {
            StateFile.writeBoth(
                    directory.state(), told.get().withCommittedAtMost(offset).encode());
        }
    }

    /** What is missing that this incarnation once held; empty for nothing. */
    private String lost(ReplicatedLog log, Optional<SnapshotFile> base, DurableState state) {
        if (log.startOffset() > 0 && base.isEmpty()) {
            return "the log in " + directory.log() + " begins only at " + log.start()
                    + ", and there is no sound snapshot in " + directory.snapshots() + " of what was before";
        }
        if (!directory.damage().isEmpty()) {
            return ""; // being seeded: it hasn't held yet what is asked for below
        }
        if (directory.endAtCleanStop() > log.endOffset()) {
            return "the log in " + directory.log() + " ends at " + log.end()
                    + ", although this member stopped cleanly at offset " + directory.endAtCleanStop()
                    + ": its end is lost";
        }
        if (state.committed() > log.endOffset()) {
            return "the log in " + directory.log() + " ends at " + log.end()
                    + ", although it was committed up to offset " + state.committed()
                    + " and had been synced: its end is lost";
        }
        return "";
    }

    private void report(String what) {
        warnings.accept(what);
        trouble = trouble.isEmpty() ? what : trouble + "; " + what;
    }
}
