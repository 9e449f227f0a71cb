package dev.baton.node.log;

/** Records from a leader that don't continue this log: a gap, a bad checksum, a decreasing epoch. Nothing of the batch was taken. */
public final class BadRecordsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadRecordsException(String message) {
        super(message);
    }
}
