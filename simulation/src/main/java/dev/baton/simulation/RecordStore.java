package dev.baton.simulation;

import dev.baton.protocol.LeadershipRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The Lease that holds the leadership record: compare-and-swap on its version. */
final class RecordStore {
    /** What a read gives. */
    record Read(@Nullable LeadershipRecord record, String uid, String version, long swappedAt) {}

    private final World world;
    private final Watch watch;
    private Read current = new Read(null, "", "", 0);
    private final List<LeadershipRecord> past = new ArrayList<>();
    private BiConsumer<@Nullable LeadershipRecord, LeadershipRecord> onSwap = (before, after) -> {};
    private long version;
    private int uids = 1;

    RecordStore(World world, Watch watch) {
        this.world = world;
        this.watch = watch;
    }

    /** @param then is told what there was and what there will be */
    void onSwap(BiConsumer<@Nullable LeadershipRecord, LeadershipRecord> then) {
        onSwap = then;
    }

    Read read() {
        return current;
    }

    @Nullable
    LeadershipRecord record() {
        return current.record();
    }

    /** How often it was swapped. */
    long swaps() {
        return version;
    }

    /** @return whether it was made; it must not be there yet */
    boolean create(LeadershipRecord record) {
        return current.uid().isEmpty() && put(record);
    }

    boolean swap(String expectedVersion, LeadershipRecord next) {
        return expectedVersion.equals(current.version()) && !current.uid().isEmpty() && put(next);
    }

    /** It is gone; the next one made has another uid. */
    void delete() {
        world.say(() -> "the leadership record is deleted");
        current = new Read(null, "", "", 0);
        uids++;
        watch.recordSetBack(null);
    }

    /** The newest record of an earlier epoch; null for none. */
    @Nullable
    LeadershipRecord earlier() {
        LeadershipRecord now = current.record();
        return now == null
                ? null
                : past.reversed().stream()
                        .filter(old -> old.epoch().isBefore(now.epoch()) && old.base() != null)
                        .findFirst()
                        .orElse(null);
    }

    /**
     * An older content is there again, as from a backup.
     *
     * @param sameUid whether the whole of etcd was set back, rather than the Lease made anew
     */
    void restore(LeadershipRecord older, boolean sameUid) {
        world.say(() -> "the leadership record is restored to " + older);
        uids += sameUid ? 0 : 1;
        current = new Read(older, "lease-" + uids, "v" + ++version, world.now());
        watch.recordSetBack(older);
    }

    private boolean put(LeadershipRecord next) {
        world.say(() -> "record: " + next);
        watch.swapped(current.record(), next);
        onSwap.accept(current.record(), next);
        past.add(next);
        current = new Read(next, "lease-" + uids, "v" + ++version, world.now());
        return true;
    }
}
