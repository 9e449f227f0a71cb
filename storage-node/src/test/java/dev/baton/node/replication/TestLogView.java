package dev.baton.node.replication;

import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Position;

/** A log that is just as long as the test says. */
final class TestLogView implements LogView {
    long start;
    long end;
    long written;
    long flushed;
    EpochHistory history = EpochHistory.NONE;

    /** Appended, written and synced up to there. */
    void reaches(long offset, String ofHistory) {
        end = offset;
        written = offset;
        flushed = offset;
        history = EpochHistory.decode(ofHistory);
    }

    @Override
    public Position end() {
        return end == 0 ? Position.EMPTY : new Position(history.epochAt(end), end);
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public long flushed() {
        return flushed;
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public EpochHistory history() {
        return history;
    }

    @Override
    public long canaryNanos() {
        return 0;
    }
}
