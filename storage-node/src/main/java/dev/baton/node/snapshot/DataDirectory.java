package dev.baton.node.snapshot;

import dev.baton.node.log.Durably;
import dev.baton.node.log.StateDamagedException;
import dev.baton.node.log.StateFile;
import dev.baton.protocol.Incarnation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * One member's volume: who it is, and where things are.
 *
 * <pre>
 * lock            held while a process runs: two on one volume would each believe the files their own
 * identity        incarnation, volume uid, count of starts, boot id, what was damaged
 * state           promises; see ReplicatedLog.persist
 * state.copy      the same once more, so that one of them may be damaged or an older copy
 * log/            segments
 * snapshot/       snapshots
 * divergent/      tails that were cut off, a file each
 * damaged/TIME/   what a start found damaged, whole; the newest only
 * retired-UUID/   log, snapshots and state of an incarnation that ended because the volume's uid changed
 * </pre>
 *
 * <p>Keeps I6: a volume that was lost, swapped or restored from a copy is a new incarnation, and begins without log, snapshot and promise.
 * What it held is kept for a person. One whose log is damaged is a new incarnation, too, and begins without log and snapshot; its promises
 * hold. The identity changes before anything is moved, so that no crash leaves an incarnation without the records it once acknowledged.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String HALF_MADE = "*.{tmp,spare}";

    private final Path root;
    private final FileChannel lockFile;
    private Identity identity;
    private final Optional<Path> retired;
    private final SetAside damaged;
    private final long endBefore;

    /**
     * Locks the directory and counts the start.
     *
     * @param volumeUid uid of the PVC; empty outside Kubernetes, and then not compared
     * @param bootId of the kernel; empty when unknown: then every start without a clean stop before it may have followed a power loss
     * @throws IOException when another process holds the directory
     */
    public static DataDirectory open(Path root, String volumeUid, String bootId) throws IOException {
        Files.createDirectories(root);
        FileChannel lockFile =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock(root, lockFile);
            return new DataDirectory(root, lockFile, volumeUid, bootId);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private static void lock(Path root, FileChannel lockFile) throws IOException {
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new IOException("data directory " + root + " is already open in this process", e);
        }
        if (lock == null) {
            throw new IOException(
                    "data directory " + root + " is in use by another process; end it before this one starts");
        }
    }

    private DataDirectory(Path root, FileChannel lockFile, String volumeUid, String bootId) throws IOException {
        this.root = root;
        this.lockFile = lockFile;
        this.damaged = new SetAside(root.resolve("damaged"));
        deleteHalfMade();
        Optional<Identity> known = Optional.empty();
        String unreadable = "";
        try {
            known = Identity.read(identityFile());
            if (known.isEmpty() && (SetAside.holdsAnything(log()) || SetAside.holdsAnything(state()))) {
                unreadable = "there is data, and no " + identityFile() + " that says whose";
            }
        } catch (StateDamagedException unknown) {
            unreadable = String.valueOf(unknown.getMessage());
        }
        this.endBefore = known.map(Identity::end).orElse(-1L);
        if (known.isPresent() && !known.get().isOfVolume(volumeUid)) {
            this.retired = Optional.of(retire(known.get().incarnation()));
            this.identity = Identity.first(volumeUid, bootId);
        } else {
            this.retired = Optional.empty();
            this.identity = known.map(before -> before.startedAgain(volumeUid, bootId))
                    .orElseGet(() -> Identity.first(volumeUid, bootId));
        }
        if (!unreadable.isEmpty()) {
            String name = damaged.newName();
            damaged.move(name, List.of(identityFile()));
            beginAnew(unreadable, name, true);
        } else if (!identity.moving().isEmpty()) {
            finishMoving(); // a crash interrupted it
        }
        makeDirectories();
        // Last: a crash before it repeats all of the above.
        identity.write(identityFile());
    }

    /**
     * What a process that was killed had begun to write: nothing refers to it. Before anything is written: on a full volume it may have taken
     * the last room, and the start could never come to delete it.
     */
    private void deleteHalfMade() throws IOException {
        for (Path place : List.of(root, log(), snapshots(), divergent())) {
            if (Files.isDirectory(place)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(place, HALF_MADE)) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private void makeDirectories() throws IOException {
        Files.createDirectories(log());
        Files.createDirectories(snapshots());
        Files.createDirectories(divergent());
    }

    private Path retire(Incarnation old) throws IOException {
        Path aside = root.resolve("retired-" + old);
        Files.createDirectories(aside);
        for (Path data : List.of(log(), snapshots(), state(), StateFile.copyOf(state()))) {
            // An earlier try may have moved it, and ended before the new identity was written.
            if (SetAside.holdsAnything(data)) {
                Durably.rename(data, aside.resolve(data.getFileName()));
            }
        }
        return aside;
    }

    public synchronized Incarnation incarnation() {
        return identity.incarnation();
    }

    /** Counts the processes started on this volume as this incarnation, from 1 on. */
    public synchronized long instance() {
        return identity.instance();
    }

    /**
     * Whether the machine went down without the member having stopped cleanly, before this start or an earlier one that did not come to
     * account for it by {@link #survivedPowerLoss} or {@link #continueAfterPowerLoss}: what was only in page caches may be gone.
     */
    public synchronized boolean lostPower() {
        return identity.lostPower();
    }

    /** Where the data of an earlier incarnation was put, if this start found the volume's uid changed. */
    public Optional<Path> retired() {
        return retired;
    }

    public Path root() {
        return root;
    }

    public Path log() {
        return root.resolve("log");
    }

    public Path snapshots() {
        return root.resolve("snapshot");
    }

    public Path divergent() {
        return root.resolve("divergent");
    }

    public Path state() {
        return root.resolve("state");
    }

    private Path identityFile() {
        return root.resolve("identity");
    }

    /**
     * Where the log ended when the process before stopped cleanly, in bytes; -1 when it didn't. A log that ends before has lost its end,
     * which after a crash would pass for a torn tail.
     */
    public long endAtCleanStop() {
        return retired.isPresent() ? -1 : endBefore;
    }

    // ---- damage

    /**
     * Why the data of an earlier incarnation were set aside, and where they are; empty for none. It stands until this incarnation is
     * {@link #repaired}, over any number of starts.
     */
    public synchronized String damage() {
        return identity.damage();
    }

    /**
     * Log and snapshots can't be trusted: moves them away whole and goes on empty, as a new incarnation. Promises stay. Neither log nor
     * snapshots may be open. When the present incarnation wasn't whole yet itself, its half-made data are deleted and what was set aside
     * before is kept.
     *
     * @param why names the file, the place in it and what is wrong
     */
    public synchronized void setAside(String why) throws IOException {
        beginAnew(why, damaged.newName(), identity.damage().isEmpty());
        makeDirectories();
        identity.write(identityFile());
    }

    private void beginAnew(String why, String name, boolean wasWhole) throws IOException {
        identity = identity.renewed()
                .withDamage(
                        wasWhole
                                ? why + "; the data were set aside in " + damaged.path(name)
                                        + ", and this member waits to be seeded as a new one. If no other member holds them,"
                                        + " restore the volume from a backup, or delete it to give them up"
                                : identity.damage(),
                        name);
        identity.write(identityFile());
        finishMoving();
        if (!wasWhole) {
            damaged.delete(name);
        } else if (SetAside.holdsAnything(damaged.path(name).resolve(log().getFileName()))) {
            damaged.keepOnly(name);
        }
    }

    private void finishMoving() throws IOException {
        damaged.move(identity.moving(), List.of(log(), snapshots()));
        identity = identity.withDamage(identity.damage(), "");
    }

    /**
     * What the member promised can't be trusted: it becomes a new incarnation, which promised nothing to anyone, and keeps its log. The
     * file is kept beside the damaged data, if there is one; the caller writes a new one at once.
     */
    public synchronized void forgetPromises() throws IOException {
        boolean wasWhole = identity.damage().isEmpty();
        identity = identity.renewed();
        identity.write(identityFile());
        String name = damaged.newName();
        damaged.move(name, List.of(state(), StateFile.copyOf(state())));
        if (wasWhole) {
            damaged.keepOnly(name);
        } else {
            damaged.delete(name);
        }
    }

    /** This incarnation holds again all that its leader had committed. Any thread but the loop: it syncs. */
    public synchronized void repaired() throws IOException {
        identity = identity.withDamage("", "");
        identity.write(identityFile());
    }

    /** What others count on was synced before power went: the incarnation stays. */
    public synchronized void survivedPowerLoss() throws IOException {
        identity = identity.withPowerLossAccounted(identity.incarnation());
        identity.write(identityFile());
    }

    /**
     * Power may have taken what this member acknowledged as received: it goes on with its log as another incarnation, which counts for
     * nothing until a rule names it (finding F11).
     */
    public synchronized void continueAfterPowerLoss() throws IOException {
        identity = identity.withPowerLossAccounted(identity.incarnation().afterPowerLoss());
        identity.write(identityFile());
    }

    /**
     * The log was read, and may grow from now on. Until then a start that ends early leaves {@link #endAtCleanStop} to the next one.
     */
    public synchronized void recovered() throws IOException {
        Identity running = identity.running();
        if (!running.equals(identity)) {
            identity = running;
            identity.write(identityFile());
        }
    }

    /**
     * To be called when log and state are closed: a machine that goes down later takes nothing with it.
     *
     * @param logEnd offset where the log ends, all of it synced
     */
    public synchronized void stoppedCleanly(long logEnd) throws IOException {
        identity = identity.withCleanStop(logEnd);
        identity.write(identityFile());
    }

    /** Unlocks. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
