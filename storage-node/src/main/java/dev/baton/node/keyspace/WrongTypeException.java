package dev.baton.node.keyspace;

/** A command for one type of value met a key that holds another. Expected, so without a stack trace. */
public final class WrongTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongTypeException() {
        super("Operation against a key holding the wrong kind of value", null, false, false);
    }
}
