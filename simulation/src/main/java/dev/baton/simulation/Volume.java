package dev.baton.simulation;

import dev.baton.node.replication.DurableState;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.Position;
import java.util.ArrayList;
import java.util.List;

/** What is on a member's disk for good: the synced log from its snapshot on, and the state file. */
final class Volume {
    final Incarnation incarnation;
    Snapshot base = Snapshot.NONE;
    final List<SimRecord> records = new ArrayList<>();
    DurableState state = DurableState.NEW;
    long instances;

    Volume(Incarnation incarnation) {
        this.incarnation = incarnation;
    }

    long end() {
        return records.isEmpty() ? base.position().offset() : records.getLast().end();
    }

    Position position() {
        return records.isEmpty()
                ? base.position()
                : new Position(records.getLast().epoch(), records.getLast().end());
    }

    void append(SimRecord record) {
        if (record.start() != end()) {
            throw new IllegalStateException("disk at " + end() + " was given " + record);
        }
        records.add(record);
    }

    void truncate(long to) {
        while (!records.isEmpty() && records.getLast().end() > to) {
            records.removeLast();
        }
    }

    void install(Snapshot snapshot) {
        base = snapshot;
        records.clear();
    }

    /** Whether the record, or a snapshot that has it in it, is here. */
    boolean holds(SimRecord record) {
        if (record.end() <= base.position().offset()) {
            return record.isStart() || base.store().list(record.key()).contains(record.id());
        }
        long index = (record.start() - base.position().offset()) / SimRecord.LENGTH;
        return index < records.size() && records.get((int) index).equals(record);
    }
}
