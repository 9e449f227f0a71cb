package dev.baton.node.server;

import dev.baton.node.snapshot.SnapshotFile;
import dev.baton.node.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots this member keeps, when another is due, and how much of the log is kept with them. A snapshot is due when the log grew by
 * a fixed amount and by the size of the last one: so a restart replays no more than it loads, and writing snapshots costs no more than
 * writing the log. Loop thread only; files on the disk's thread.
 */
final class Snapshots {
    private static final int KEPT = 2;
    /**
     * The newest snapshot here.
     *
     * @param position offset of the log that it stands at
     * @param writtenAtMillis since 1970
     */
    record Newest(long position, long bytes, long writtenAtMillis) {}

    private static final long RETAIN_EVERY_NANOS = 1_000_000_000L;

    private final SnapshotTaker taker;
    private final SnapshotStore store;
    private final Executor loop;
    private final Executor disk;
    private final Journal journal;
    private final StorageSettings settings;
    private final Retention retention;
    private final Set<String> sound = new HashSet<>();
    /** By this process; the next may have a better disk. */
    private final Set<String> unreadable = new HashSet<>();

    private Member member;
    private SeedPins pins;
    /** The newest first. */
    private List<SnapshotFile> kept = List.of();

    private @Nullable Newest newest;
    private boolean looking;
    private String lookedAt = "";
    private boolean retaining;
    private long lastRetained;
    private long toldAt = -1;

    @SuppressWarnings("NullAway.Init") // begin() follows at once
    Snapshots(
            SnapshotTaker taker,
            SnapshotStore store,
            Executor loop,
            Executor disk,
            Journal journal,
            StorageSettings settings) {
        this.taker = taker;
        this.store = store;
        this.loop = loop;
        this.disk = disk;
        this.journal = journal;
        this.settings = settings;
        this.retention = new Retention(settings.logRetention());
    }

    void begin(Member ofMember, SeedPins itsPins) {
        member = ofMember;
        pins = itsPins;
        refresh();
    }

    /** What was installed or cut away is noticed. */
    void refresh() {
        disk.execute(this::prune);
    }

    /** Null for none; for metrics. */
    @Nullable
    Newest newest() {
        return newest;
    }

    // ---- which one to serve

    /** One by its id, if the log goes on from it. Not verified: a joiner holds a part of it, and verifies the whole. */
    Optional<SnapshotFile> find(String id) {
        return kept.stream()
                .filter(file -> file.id().equals(id) && fits(file) && !unreadable.contains(id))
                .findFirst();
    }

    /** The newest that is known to be sound, if the log goes on from it and isn't long since then. */
    Optional<SnapshotFile> recent() {
        if (kept.isEmpty() || !fits(kept.getFirst())) {
            return Optional.empty();
        }
        SnapshotFile newest = kept.getFirst();
        if (unreadable.contains(newest.id())) {
            return Optional.empty();
        }
        boolean old = member.log().endOffset() - newest.position().offset() > due();
        if (old && member.core().isOpen() && !taker.isHeldUp()) {
            // A new one is cheaper than so much of the log; unless it can't be committed before somebody is seeded.
            return Optional.empty();
        }
        if (sound.contains(newest.id())) {
            return Optional.of(newest);
        }
        verify(newest);
        return Optional.empty();
    }

    private boolean fits(SnapshotFile file) {
        return member.log().holds(file.position());
    }

    /** A copy of it was found damaged: it is looked at before it is given away again. */
    void distrust(String id) {
        sound.remove(id);
        lookedAt = "";
    }

    /** The disk failed to read it: it is given to nobody any more, and another is taken. */
    void unreadable(String id) {
        unreadable.add(id);
    }

    /** Once a snapshot: reading it all every time somebody asks would keep the disk busy. */
    private void verify(SnapshotFile newest) {
        if (looking || lookedAt.equals(newest.id())) {
            return;
        }
        looking = true;
        disk.execute(() -> {
            Optional<SnapshotFile> found = Optional.empty();
            try {
                found = store.newest();
            } catch (IOException e) {
                journal.error("looking for a snapshot", e);
            }
            Optional<SnapshotFile> verified = found;
            loop.execute(() -> {
                looking = false;
                lookedAt = newest.id();
                verified.ifPresent(file -> sound.add(file.id()));
            });
            prune();
        });
    }

    // ---- taking them

    /**
     * Takes a snapshot, or joins the one under way, unless it is being looked whether one is here already, or memory isn't loaded: then
     * nothing happens, and it is to be asked for again.
     */
    void take(Consumer<@Nullable SnapshotFile> then) {
        if (!looking && !taker.isRunning() && member.memory().isLoaded()) {
            taker.take(file -> {
                if (file != null) {
                    sound.add(file.id());
                    // At once: whoever asks before the directory is listed anew is served from it, too.
                    kept = Stream.concat(Stream.of(file), kept.stream()).toList();
                    refresh();
                }
                then.accept(file);
            });
        }
    }

    /** More is committed. */
    void committed() {
        taker.committed();
    }

    /** What is being scanned may never be committed. */
    void deposed() {
        taker.abandon();
    }

    void tick() {
        long last = kept.isEmpty()
                ? member.log().startOffset()
                : Math.max(
                        member.log().startOffset(), kept.getFirst().position().offset());
        boolean mine = member.core().isOpen()
                || !member.core().isLeading() && !member.core().isSeeding();
        if (mine && member.log().endOffset() - last > due() && member.keyspace().lastOffset() > last) {
            take(file -> {});
        }
        long now = System.nanoTime();
        if (!retaining && now - lastRetained > RETAIN_EVERY_NANOS) {
            lastRetained = now;
            retaining = true;
            disk.execute(this::retain);
        }
    }

    private long due() {
        return Math.max(settings.snapshotEvery(), newest == null ? 0 : newest.bytes());
    }

    // ---- keeping them, and the log

    /** On the disk's thread. */
    private void prune() {
        List<SnapshotFile> found = new ArrayList<>();
        Newest first = null;
        try {
            found.addAll(store.list());
            first = found.isEmpty() ? null : look(found.getFirst());
        } catch (IOException e) {
            journal.error("listing the snapshots", e);
        }
        Newest looked = first;
        loop.execute(() -> {
            kept = List.copyOf(found);
            newest = looked;
            Set<String> inUse = pins.snapshots();
            if (kept.size() > KEPT) {
                disk.execute(() -> delete(inUse));
            }
        });
    }

    private static Newest look(SnapshotFile file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file.file(), BasicFileAttributes.class);
        return new Newest(
                file.position().offset(),
                attributes.size(),
                attributes.lastModifiedTime().toMillis());
    }

    /** On the disk's thread. */
    private void delete(Set<String> inUse) {
        try {
            store.prune(KEPT, inUse);
            List<SnapshotFile> left = store.list();
            loop.execute(() -> kept = left);
        } catch (IOException e) {
            journal.error("pruning snapshots", e);
        }
    }

    /** On the disk's thread. */
    private void retain() {
        long found;
        try {
            found = store.usableBytes();
        } catch (IOException e) {
            journal.error("asking for the volume's free room", e);
            found = 0;
        }
        long room = found;
        loop.execute(() -> {
            retaining = false;
            retain(room);
        });
    }

    private void retain(long room) {
        if (member.hasEnded()) {
            return;
        }
        long start = member.log().startOffset();
        long end = member.log().endOffset();
        long own = kept.isEmpty()
                ? 0
                : kept.get(Math.min(KEPT, kept.size()) - 1).position().offset();
        long needed = Math.min(member.core().neededFrom(), pins.neededFrom());
        long from = retention.from(start, end, own, needed, room);
        if (from > needed && needed >= start && (toldAt < 0 || end - toldAt > retention.bound())) {
            toldAt = end;
            journal.warn("a follower is " + (end - needed) + " bytes behind, and at most "
                    + retention.most(start, end, room)
                    + " bytes of the log are kept for it: it must be seeded anew, see log-retention and seed-rate");
        }
        if (from > start) {
            member.log().retainFrom(from);
        }
    }
}
