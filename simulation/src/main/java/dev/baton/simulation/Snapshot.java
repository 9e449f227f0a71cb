package dev.baton.simulation;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;

/** Memory exactly at a committed position. The store is never changed. */
record Snapshot(Position position, EpochHistory history, Store store) {
    static final Snapshot NONE = new Snapshot(Position.EMPTY, EpochHistory.NONE, new Store());
}
