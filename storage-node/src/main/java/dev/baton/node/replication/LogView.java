package dev.baton.node.replication;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;

/** What the core may ask of the log: facts held in memory, no I/O. Read on the core's thread only. */
public interface LogView {
    /** End of the log as appended. */
    Position end();

    /** Offset up to which the log is written, so that the end of the process alone takes nothing back, in bytes. At least {@link #flushed}. */
    long written();

    /** Offset up to which the log is synced to disk, in bytes. */
    long flushed();

    /** The oldest offset still in log files, in bytes. */
    long start();

    EpochHistory history();

    /** Age of the oldest append that is not synced, in nanoseconds; 0 when all is. */
    long canaryNanos();

    /** End of the synced part of the log. */
    default Position flushedPosition() {
        long flushed = flushed();
        return flushed == end().offset() ? end() : new Position(history().epochAt(flushed), flushed);
    }
}
