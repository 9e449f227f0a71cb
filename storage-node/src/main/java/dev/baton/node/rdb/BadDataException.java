package dev.baton.node.rdb;

/** Bytes that are no value in the RDB format. Expected, so without a stack trace. */
public final class BadDataException extends Exception {
    private static final long serialVersionUID = 1L;

    BadDataException(String message) {
        super(message, null, false, false);
    }
}
