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
 * @param op {@link #APPEND} or {@link #READ}
 * @param key the list
 * @param value an append's element, unique in the history; null for a read
 * @param callNanos when it was called, on the history's one monotonic clock, nanoseconds since an arbitrary zero
 * @param returnNanos when its outcome was known, same clock
 * @param outcome what the client knows
 * @param result of an acknowledged append the list's length, of a read its elements joined by blanks, else what went wrong
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

    boolean appends() {
        return op.equals(APPEND);
    }

    boolean reads() {
        return op.equals(READ);
    }

    /** The elements an acknowledged read returned, in the list's order. */
    List<String> elementsRead() {
        return result == null || result.isEmpty() ? List.of() : List.of(result.split(" ", -1));
    }
}
