package dev.baton.simulation;

import dev.baton.node.replication.DurableState;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * What is on a member's disk: the log from its snapshot on, and the state file. While no process runs, the log's last records may be in the
 * page cache only.
 */
final class Volume {
    final Incarnation incarnation;
    Snapshot base = Snapshot.NONE;
    final List<SimRecord> records = new ArrayList<>();
    DurableState state = DurableState.NEW;
    long instances;
    /** How many of the last records a power loss may still take. */
    private int cached;

    private boolean torn;

    Volume(Incarnation incarnation) {
        this.incarnation = incarnation;
    }

    /** The process ended and left so many of the last records unsynced. */
    void leftInCache(int count) {
        cached = count;
    }

    /** Power went while a record was being written: a part of it is there, behind the last whole one. */
    void tear() {
        torn = true;
    }

    /** A process starts, and begins by syncing what it finds. @return whether a torn record was cut off */
    boolean recover() {
        boolean cut = torn;
        cached = 0;
        torn = false;
        return cut;
    }

    /** The same data as another volume. */
    Volume copy(Incarnation of) {
        Volume copy = new Volume(of);
        copy.base = base;
        copy.records.addAll(records);
        copy.state = state;
        copy.instances = instances;
        return copy;
    }

    /**
     * The machine lost power. What counted though it was only written makes this another incarnation, as recovery finds at the next start.
     *
     * @param survives how many of so many unsynced records are on the disk all the same
     * @param gone gets the others
     */
    Volume afterPowerLoss(java.util.function.IntUnaryOperator survives, List<SimRecord> gone) {
        for (int lost = cached - survives.applyAsInt(cached); lost > 0; lost--) {
            gone.add(records.removeLast());
        }
        cached = 0;
        if (!state.received()) {
            return this;
        }
        Volume after = copy(incarnation.afterPowerLoss());
        after.state = state.withReceived(false);
        after.torn = torn;
        return after;
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

    /** Whether the write of that id is here, also if another record is where it was. */
    boolean holds(long id) {
        return records.stream().anyMatch(record -> record.id() == id)
                || base.store().lists().stream().anyMatch(list -> list.contains(id));
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
