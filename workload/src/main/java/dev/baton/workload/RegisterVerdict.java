package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the {@link RegisterChecker} found.
 *
 * @param registers how many were used
 * @param sets acknowledged
 * @param unknown SETs of unknown outcome
 * @param gets answered by a leader; these are ordered
 * @param followerGets answered by a follower; these only bound the SETs they saw
 * @param violations at most one {@link Violation.Rule#LINEARIZABLE} for each register
 */
public record RegisterVerdict(
        int registers,
        int sets,
        int unknown,
        int gets,
        @JsonProperty("follower_gets") int followerGets,
        List<Violation> violations) {

    public boolean holds() {
        return violations.isEmpty();
    }

    /** Counts, and at most 20 violations in full. */
    @Override
    public String toString() {
        String counts = registers + " registers, " + sets + " SETs and " + unknown + " of unknown outcome, " + gets
                + " GETs, " + followerGets + " of followers, " + violations.size() + " violations";
        return violations.stream()
                .limit(20)
                .map(Violation::toString)
                .collect(Collectors.joining("\n  ", counts + (violations.isEmpty() ? "" : "\n  "), ""));
    }
}
