package dev.baton.workload;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a client is let in, and how long it waits.
 *
 * @param password null: the database has none
 * @param timeout for connecting, and for each reply
 */
public record Access(@Nullable String password, Duration timeout) {
    public static final Duration USUAL_TIMEOUT = Duration.ofMillis(500);

    public static Access open() {
        return new Access(null, USUAL_TIMEOUT);
    }

    public static Access with(@Nullable String password) {
        return new Access(password, USUAL_TIMEOUT);
    }

    @Override
    public String toString() {
        return "Access[" + (password == null ? "no password" : "a password") + ", timeout=" + timeout + "]";
    }
}
