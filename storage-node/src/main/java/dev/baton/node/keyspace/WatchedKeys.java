package dev.baton.node.keyspace;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that somebody watches, present or not, each with how often it has changed since. A key that nobody watches costs nothing. Loop thread only. */
public final class WatchedKeys {
    private final Map<Bytes, Watch> watches = new HashMap<>();

    /** A key that is watched, by how many so ever. */
    public final class Watch {
        private final Bytes key;
        private int watchers;
        private long changes;

        private Watch(Bytes key) {
            this.key = key;
        }

        public Bytes key() {
            return key;
        }

        /** Ops that have changed, made or deleted the key so far. */
        public long changes() {
            return changes;
        }

        /** One watches it no longer. */
        public void end() {
            if (--watchers == 0) {
                watches.remove(key);
            }
        }
    }

    /** To be ended by {@link Watch#end}, once a call. */
    public Watch watch(Bytes key) {
        Watch watch = watches.computeIfAbsent(key, Watch::new);
        watch.watchers++;
        return watch;
    }

    void changed(Bytes key) {
        @Nullable Watch watch = watches.get(key);
        if (watch != null) {
            watch.changes++;
        }
    }

    /** All keys of this table are about to go. */
    void flushed(KeyTable table) {
        for (Watch watch : watches.values()) {
            if (table.find(watch.key) != null) {
                watch.changes++;
            }
        }
    }

    /** How many keys are watched. */
    public int size() {
        return watches.size();
    }
}
