package dev.baton.node.log;

/** There is no room on the disk for the record; nothing of it was taken. Reads go on, and appends again once there is space. */
public final class LogFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
