package dev.baton.node.snapshot;

import dev.baton.node.log.Durably;
import dev.baton.node.log.StateDamagedException;
import dev.baton.protocol.Incarnation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
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
 * identity        incarnation, volume uid, count of starts, boot id
 * state           promises; see ReplicatedLog.persist
 * log/            segments
 * snapshot/       snapshots
 * divergent/      tails that were cut off, a file each
 * retired-UUID/   log, snapshots and state of an incarnation that ended because the volume's uid changed
 * </pre>
 *
 * <p>Keeps I6: a volume that was lost, swapped or restored from a copy is a new incarnation, and begins without log, snapshot and promise.
 * What it held is kept for a person.
 */
public final class DataDirectory implements AutoCloseable {
    private final Path root;
    private final FileChannel lockFile;
    private Identity identity;
    private final Optional<Path> retired;

    /**
     * Locks the directory and counts the start.
     *
     * @param volumeUid uid of the PVC; empty outside Kubernetes, and then not compared
     * @param bootId of the kernel; empty when unknown, and then not compared
     * @throws IOException when another process holds the directory
     * @throws StateDamagedException when the identity can't be read
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
        Optional<Identity> known = Identity.read(identityFile());
        if (known.isEmpty()) {
            refuseDataWithoutIdentity();
            this.retired = Optional.empty();
            this.identity = Identity.first(volumeUid, bootId);
        } else if (known.get().isOfVolume(volumeUid)) {
            this.retired = Optional.empty();
            this.identity = known.get().startedAgain(volumeUid, bootId);
        } else {
            this.retired = Optional.of(retire(known.get().incarnation()));
            this.identity = Identity.first(volumeUid, bootId);
        }
        Files.createDirectories(log());
        Files.createDirectories(snapshots());
        Files.createDirectories(divergent());
        // Last: a crash before it repeats all of the above.
        identity.write(identityFile());
    }

    private void refuseDataWithoutIdentity() throws IOException {
        for (Path data : List.of(log(), state())) {
            if (Files.isRegularFile(data) || (Files.isDirectory(data) && !isEmpty(data))) {
                throw new StateDamagedException(
                        identityFile(), "no identity beside " + data.getFileName() + ", which should be");
            }
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private Path retire(Incarnation old) throws IOException {
        Path aside = root.resolve("retired-" + old);
        Files.createDirectories(aside);
        for (Path data : List.of(log(), snapshots(), state())) {
            // An earlier try may have moved it, and ended before the new identity was written.
            if (Files.exists(data) && !(Files.isDirectory(data) && isEmpty(data))) {
                Durably.rename(data, aside.resolve(data.getFileName()));
            }
        }
        return aside;
    }

    public Incarnation incarnation() {
        return identity.incarnation();
    }

    /** Counts the processes started on this volume as this incarnation, from 1 on. */
    public long instance() {
        return identity.instance();
    }

    /**
     * Whether the machine went down without the member having stopped cleanly, now or earlier and not yet {@link #forgivePowerLoss
     * forgiven}: what was only in page caches may be gone (finding F11; matters when acknowledged on receipt).
     */
    public boolean lostPower() {
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

    /** The member is counted again, so its log is complete. */
    public void forgivePowerLoss() throws IOException {
        identity = identity.withLostPower(false);
        identity.write(identityFile());
    }

    /** To be called when log and state are closed: a machine that goes down later takes nothing with it. */
    public void stoppedCleanly() throws IOException {
        identity = identity.withCleanStop();
        identity.write(identityFile());
    }

    /** Unlocks. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
