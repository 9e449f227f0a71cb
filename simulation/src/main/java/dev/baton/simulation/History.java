package dev.baton.simulation;

import java.util.ArrayList;
import java.util.List;

/** What the clients did and were told: all that is known outside of the database. */
final class History {

    /** How an operation ended, as far as its client knows. */
    enum Outcome {
        /** It may have run, or may run yet. */
        UNKNOWN,
        DONE,
        /** It never ran. */
        REFUSED
    }

    /** One operation on one list: the append of an id that nobody else appends, or a read. */
    static final class Operation {
        final int key;
        /** Appended; 0 for a read. */
        final long id;
        /** When the client sent it. */
        final long began;
        /** When its client was told; meaningless while unknown. */
        long ended;

        Outcome outcome = Outcome.UNKNOWN;
        /** What was read. */
        List<Long> seen = List.of();
        /** Whether a leader answered: a follower may be late. */
        boolean byLeader;

        Operation(int key, long id, long began) {
            this.key = key;
            this.id = id;
            this.began = began;
        }

        boolean isAppend() {
            return id != 0;
        }

        @Override
        public String toString() {
            return (isAppend() ? "append of " + id + " to list " : "read of list ") + key + " (" + began / 1_000_000
                    + "-" + (outcome == Outcome.UNKNOWN ? "?" : ended / 1_000_000) + " ms, " + outcome + ")";
        }
    }

    private final List<Operation> operations = new ArrayList<>();
    private long nextId = 1;
    private int answered;
    private long lastAcknowledged;

    Operation append(int key, long now) {
        return add(new Operation(key, nextId++, now));
    }

    Operation read(int key, long now) {
        return add(new Operation(key, 0, now));
    }

    private Operation add(Operation operation) {
        operations.add(operation);
        return operation;
    }

    void acknowledged(Operation append, long now) {
        end(append, Outcome.DONE, now);
        lastAcknowledged = Math.max(lastAcknowledged, append.id);
    }

    void answered(Operation read, List<Long> seen, boolean byLeader, long now) {
        read.seen = seen;
        read.byLeader = byLeader;
        end(read, Outcome.DONE, now);
    }

    void refused(Operation operation, long now) {
        end(operation, Outcome.REFUSED, now);
    }

    private void end(Operation operation, Outcome outcome, long now) {
        answered += outcome == Outcome.DONE ? 1 : 0;
        operation.outcome = outcome;
        operation.ended = now;
    }

    List<Operation> operations() {
        return operations;
    }

    /** How many were acknowledged, or answered. */
    int answered() {
        return answered;
    }

    /** The id that the next append will have. */
    long nextId() {
        return nextId;
    }

    /** The greatest id that was acknowledged; 0 for none. */
    long lastAcknowledged() {
        return lastAcknowledged;
    }

    /** Whether an append of that id or a later one was acknowledged. */
    boolean isAcknowledgedSince(long id) {
        return lastAcknowledged >= id;
    }
}
