package dev.baton.node.snapshot;

import dev.baton.node.log.Durably;
import dev.baton.node.log.Room;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of one member. Each is whole and valid, since only complete files are renamed into place. Safe for several threads; a
 * deleted snapshot stays readable for whoever has it open.
 */
public final class SnapshotStore {
    private static final String TEMPORARY = ".tmp";
    private static final String DAMAGED = ".damaged";

    private final Path directory;
    private final Room room;
    private final Set<Installable> underWay = new HashSet<>();

    /** Opens the directory. Half-written files of earlier processes are deleted, but not a half-received one: it is continued. */
    public static SnapshotStore open(Path directory) throws IOException {
        return open(directory, Room.OF_VOLUME);
    }

    static SnapshotStore open(Path directory, Room room) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> temporary = Files.newDirectoryStream(directory, "*" + TEMPORARY)) {
            for (Path file : temporary) {
                Files.delete(file);
            }
        }
        return new SnapshotStore(directory, room);
    }

    private SnapshotStore(Path directory, Room room) {
        this.directory = directory;
        this.room = room;
    }

    /** Those installed, the newest first; not verified. */
    public synchronized List<SnapshotFile> list() throws IOException {
        List<SnapshotFile> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SnapshotFile.SUFFIX)) {
            for (Path file : files) {
                SnapshotFile.of(file).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparingLong(SnapshotFile::number).reversed());
        return found;
    }

    /**
     * The newest one that is sound, verified to the last byte. Damaged ones before it are set aside under the suffix {@code .damaged}.
     * Reads the whole file: not for the loop.
     */
    public Optional<SnapshotFile> newest() throws IOException {
        for (SnapshotFile candidate : list()) {
            try (SnapshotReader reader = SnapshotReader.open(candidate.file())) {
                if (reader.position().equals(candidate.position())) {
                    return Optional.of(candidate);
                }
                setAside(candidate);
            } catch (SnapshotDamagedException damaged) {
                setAside(candidate);
            }
        }
        return Optional.empty();
    }

    /** Free room of the volume, in bytes. */
    public long usableBytes() throws IOException {
        return room.usableBytes(directory);
    }

    /** Snapshots found damaged and set aside, for the start-up message and the status. */
    public List<Path> damaged() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + DAMAGED)) {
            files.forEach(found::add);
        }
        return found;
    }

    /**
     * Begins a snapshot of this member's own state.
     *
     * @param keys how many are to come: whoever loads it makes room for them
     */
    public synchronized SnapshotWriter begin(Position position, EpochHistory history, long keys) throws IOException {
        SnapshotWriter begun = new SnapshotWriter(this, new Installable(temporary(), position), history, keys);
        underWay.add(begun.snapshot());
        return begun;
    }

    /** It is given up, or was put in place. */
    synchronized void forget(Installable snapshot) {
        underWay.remove(snapshot);
    }

    /** @throws IOException when {@code bytes} more of a snapshot would take room that is kept for the member's state */
    void leaveMargin(long bytes) throws IOException {
        room.leaveMargin(directory, bytes);
    }

    /**
     * Begins to receive another member's snapshot, or goes on where an earlier connection or process was cut off from this very one. What
     * was received of any other is deleted.
     *
     * @param id that of the {@link SnapshotSource}
     * @param bytes length of the file
     * @throws IOException also when there is no room for it
     */
    public synchronized SnapshotReceiver receive(String id, Position position, long bytes) throws IOException {
        PartialSnapshot wanted = PartialSnapshot.named(directory, id, position, bytes);
        deletePartialsExcept(wanted.file());
        SnapshotReceiver begun = new SnapshotReceiver(this, wanted, new Installable(wanted.file(), position));
        underWay.add(begun.snapshot());
        return begun;
    }

    /** What was received of a snapshot whose transfer was cut; it can be continued by {@link #receive}. */
    public synchronized Optional<PartialSnapshot> partial() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + PartialSnapshot.SUFFIX)) {
            for (Path file : files) {
                Optional<PartialSnapshot> found = PartialSnapshot.of(file);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Gives up the room of a half-received snapshot: nobody needs the rest any more. */
    public synchronized void discardPartial() throws IOException {
        deletePartialsExcept(null);
    }

    private void deletePartialsExcept(@Nullable Path kept) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + PartialSnapshot.SUFFIX)) {
            for (Path file : files) {
                if (!file.equals(kept)) {
                    Durably.delete(file);
                }
            }
        }
    }

    /** Deletes all but the {@code keep} newest. */
    public void prune(int keep) throws IOException {
        prune(keep, Set.of());
    }

    /**
     * Deletes all but the {@code keep} newest.
     *
     * @param inUse ids of those that stay, too
     */
    public synchronized void prune(int keep, Set<String> inUse) throws IOException {
        List<SnapshotFile> all = list();
        for (SnapshotFile old : all.subList(Math.min(keep, all.size()), all.size())) {
            if (!inUse.contains(old.id())) {
                Durably.delete(old.file());
            }
        }
    }

    /**
     * Deletes those beyond {@code offset}; those under way there will not be installed any more. Must come before the log is cut to it, see
     * {@code ReplicatedLog.truncate}.
     */
    public synchronized void discardBeyond(long offset) throws IOException {
        for (Installable snapshot : underWay) {
            snapshot.cutAway |= snapshot.position.offset() > offset;
        }
        for (SnapshotFile snapshot : list()) {
            if (snapshot.position().offset() > offset) {
                Durably.delete(snapshot.file());
            }
        }
    }

    /** The newest only: they are as big as the data. */
    private synchronized void setAside(SnapshotFile damaged) throws IOException {
        for (Path older : damaged()) {
            Durably.delete(older);
        }
        Durably.rename(
                damaged.file(), damaged.file().resolveSibling(damaged.file().getFileName() + DAMAGED));
    }

    private Path temporary() {
        return directory.resolve(UUID.randomUUID() + TEMPORARY);
    }

    /** Installs a snapshot of this member's own. The file must be whole and synced. */
    SnapshotFile install(Installable snapshot) throws IOException {
        return install(snapshot, UUID.randomUUID().toString().replace("-", ""));
    }

    /** @param id of the content: a copy received bears the one of its source, so that either may serve the rest to somebody else */
    synchronized SnapshotFile install(Installable snapshot, String id) throws IOException {
        if (snapshot.cutAway) {
            throw new IOException(
                    "the snapshot at " + snapshot.position + " lies beyond where the log was cut meanwhile");
        }
        List<SnapshotFile> all = list();
        long number = all.isEmpty() ? 1 : all.getFirst().number() + 1;
        SnapshotFile installed = SnapshotFile.named(directory, number, snapshot.position, id);
        Durably.rename(snapshot.temporary, installed.file());
        underWay.remove(snapshot);
        return installed;
    }
}
