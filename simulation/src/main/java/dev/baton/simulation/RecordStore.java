package dev.baton.simulation;

import dev.baton.protocol.LeadershipRecord;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The Lease that holds the leadership record: compare-and-swap on its version. */
final class RecordStore {
    /** What a read gives. */
    record Read(@Nullable LeadershipRecord record, String uid, String version, long swappedAt) {}

    private final World world;
    private final BiConsumer<@Nullable LeadershipRecord, LeadershipRecord> swapped;
    private Read current = new Read(null, "", "", 0);
    private long version;
    private int uids = 1;

    RecordStore(World world, BiConsumer<@Nullable LeadershipRecord, LeadershipRecord> swapped) {
        this.world = world;
        this.swapped = swapped;
    }

    Read read() {
        return current;
    }

    @Nullable
    LeadershipRecord record() {
        return current.record();
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
        world.say("the leadership record is deleted");
        current = new Read(null, "", "", 0);
        uids++;
    }

    private boolean put(LeadershipRecord next) {
        swapped.accept(current.record(), next);
        current = new Read(next, "lease-" + uids, "v" + ++version, world.now());
        return true;
    }
}
