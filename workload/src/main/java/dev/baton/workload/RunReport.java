package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last line of {@code run}.
 *
 * @param summary what was done
 * @param holds whether the check found no broken promise; null: it wasn't asked for
 * @param checkers which checkers ran; null as above
 * @param verdict what the append-set checker found; null as above
 * @param registers what the register checker found; null as above, and where linearizability isn't promised
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReport(
        Summary summary,
        @Nullable Boolean holds,
        @Nullable List<String> checkers,
        @Nullable Verdict verdict,
        @Nullable RegisterVerdict registers) {

    static RunReport of(Summary summary, @Nullable Judgement judgement) {
        return judgement == null
                ? new RunReport(summary, null, null, null, null)
                : new RunReport(
                        summary, judgement.holds(), judgement.checkers(), judgement.verdict(), judgement.registers());
    }
}
