package dev.baton.node.resp;

/**
 * The peer doesn't speak RESP. The connection answers {@code -ERR} and the message, then closes: what follows can't be told apart any more.
 */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param detail in Redis' words, as clients match on them */
    ProtocolException(String detail) {
        super("Protocol error: " + detail, null, false, false);
    }
}
