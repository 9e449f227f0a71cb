package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The last line of {@code run}.
 *
 * @param summary what was done
 * @param holds whether the check found no broken promise; null: it wasn't asked for
 * @param verdict what the check found; null as above
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReport(
        Summary summary, @Nullable Boolean holds, @Nullable Verdict verdict) {}
