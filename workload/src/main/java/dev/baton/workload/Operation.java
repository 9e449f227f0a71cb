package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a history.
 *
 * @param client who called; a client has at most one operation under way
 * @param id unique in the history
 * @param op {@link #APPEND} or {@link #READ} of a list; {@link #SET}, {@link #GET} or {@link #FOLLOWER_GET} of a register
 * @param key the list, or the register
 * @param value an append's element, unique in the history; a SET's value, unique for its register; null for what reads
 * @param callNanos when it was called, on the history's one monotonic clock, nanoseconds since an arbitrary zero
 * @param returnNanos when its outcome was known, same clock
 * @param outcome what the client knows
 * @param result of an acknowledged append the list's length, of a read its elements joined by blanks, of a GET the value or null when
 *     there is none, of a SET what was answered; of everything else what went wrong
 */
@JsonPropertyOrder({"client", "id", "op", "key", "value", "call_ns", "return_ns", "outcome", "result"})
public record Operation(
        String client,
        String id,
        String op,
        String key,
        @Nullable String value,
        @JsonProperty("call_ns") long callNanos,
        @JsonProperty("return_ns") long returnNanos,
        Outcome outcome,
        @Nullable String result) {

    /** Appends {@code value} to the end of the list {@code key}. */
    public static final String APPEND = "append";

    /** Reads the end of the list {@code key}. */
    public static final String READ = "read";

    /** Sets the register {@code key} to {@code value}. */
    public static final String SET = "set";

    /** Reads the register {@code key}, answered by a member that led before the call and after the return, in one epoch. */
    public static final String GET = "get";

    /** Reads the register {@code key}, answered by any other member: it may be old. */
    public static final String FOLLOWER_GET = "follower_get";

    boolean appends() {
        return op.equals(APPEND);
    }

    boolean reads() {
        return op.equals(READ);
    }

    boolean sets() {
        return op.equals(SET);
    }

    boolean gets() {
        return op.equals(GET);
    }

    /** The same read, when it turns out that no leader answered it. */
    Operation byFollower() {
        return new Operation(client, id, FOLLOWER_GET, key, value, callNanos, returnNanos, outcome, result);
    }

    boolean ofList() {
        return appends() || reads();
    }

    boolean ofRegister() {
        return sets() || gets() || op.equals(FOLLOWER_GET);
    }

    /** The elements an acknowledged read returned, in the list's order. */
    List<String> elementsRead() {
        return result == null || result.isEmpty() ? List.of() : List.of(result.split(" ", -1));
    }
}
