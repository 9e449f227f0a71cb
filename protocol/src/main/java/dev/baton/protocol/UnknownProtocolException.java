package dev.baton.protocol;

/** Somebody speaks no version of the protocol that is spoken here; the message says what to do. */
public final class UnknownProtocolException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnknownProtocolException(String message) {
        super(message);
    }
}
