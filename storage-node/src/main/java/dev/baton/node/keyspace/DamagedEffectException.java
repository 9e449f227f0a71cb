package dev.baton.node.keyspace;

/** The bytes of an effect or a snapshot entry can't be read, or don't fit the state they are applied to. The member must not go on from here. */
public final class DamagedEffectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedEffectException(String message) {
        super(message);
    }
}
