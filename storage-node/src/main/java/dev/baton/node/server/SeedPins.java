package dev.baton.node.server;

import dev.baton.node.snapshot.SnapshotFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What members being seeded still need: their snapshot, in case the transfer is cut, and the log from its position on. Held until the
 * member streams, or was not heard of for ten minutes. Loop thread only; times in nanoseconds of the monotonic clock.
 */
final class SeedPins {
    private static final long PATIENCE_NANOS = 600_000_000_000L;

    private static final class Pin {
        final SnapshotFile snapshot;
        long lastSeen;

        Pin(SnapshotFile snapshot, long now) {
            this.snapshot = snapshot;
            this.lastSeen = now;
        }
    }

    private final Map<String, Pin> pins = new HashMap<>();

    void hold(String member, SnapshotFile snapshot, long now) {
        pins.put(member, new Pin(snapshot, now));
    }

    /** It goes on. */
    void seen(String member, long now) {
        Pin pin = pins.get(member);
        if (pin != null) {
            pin.lastSeen = now;
        }
    }

    /** @param streams whether a member follows the log by now */
    void expire(Predicate<String> streams, long now) {
        pins.entrySet().removeIf(pin -> now - pin.getValue().lastSeen > PATIENCE_NANOS || streams.test(pin.getKey()));
    }

    void clear() {
        pins.clear();
    }

    boolean isEmpty() {
        return pins.isEmpty();
    }

    /** The oldest offset of the log that one of them needs; {@link Long#MAX_VALUE} for none. */
    long neededFrom() {
        return pins.values().stream()
                .mapToLong(pin -> pin.snapshot.position().offset())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Ids of the snapshots in use. */
    Set<String> snapshots() {
        return pins.values().stream().map(pin -> pin.snapshot.id()).collect(Collectors.toSet());
    }
}
