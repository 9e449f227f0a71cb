package dev.baton.workload;

import java.util.Set;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What an operation that failed after it was sent came to.
 *
 * @param outcome {@link Outcome#REFUSED} only where the error says that nothing ran; all else is {@link Outcome#UNKNOWN}
 * @param text for the history
 */
record Failure(Outcome outcome, String text) {
    /** Errors by which a server says that it did not run the command (Redis' error prefixes). */
    private static final Set<String> DID_NOT_RUN = Set.of(
            "READONLY", "LOADING", "MASTERDOWN", "NOAUTH", "WRONGPASS", "NOPERM", "OOM", "MISCONF", "NOREPLICAS");

    static Failure of(JedisException failure) {
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof JedisDataException) {
            String prefix = text.split(" ", 2)[0];
            return new Failure(DID_NOT_RUN.contains(prefix) ? Outcome.REFUSED : Outcome.UNKNOWN, text);
        }
        return new Failure(Outcome.UNKNOWN, text);
    }
}
