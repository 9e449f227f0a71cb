package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the checker found.
 *
 * @param acknowledged appends acknowledged
 * @param refused appends refused
 * @param unknown appends of unknown outcome
 * @param unknownKept those of them that are in their list
 * @param reads reads answered
 * @param lists lists read back
 * @param lost acknowledged appends that are in no list, also where {@link Promise#LOSS_ALLOWED} makes them no violation
 * @param violations every broken promise
 */
public record Verdict(
        int acknowledged,
        int refused,
        int unknown,
        @JsonProperty("unknown_kept") int unknownKept,
        int reads,
        int lists,
        int lost,
        List<Violation> violations) {

    /** What the database's mode promises. */
    public enum Promise {
        /** Synchronous, semi-synchronous: every acknowledged write and every read stays. */
        NOTHING_LOST,
        /** Asynchronous, after a failover: acknowledged writes may be lost, and reads taken back. All other rules hold. */
        LOSS_ALLOWED
    }

    public boolean holds() {
        return violations.isEmpty();
    }

    public List<Violation> violationsOf(Violation.Rule rule) {
        return violations.stream().filter(violation -> violation.rule() == rule).toList();
    }

    /** Counts, and at most 20 violations in full. */
    @Override
    public String toString() {
        String counts = acknowledged + " acknowledged (" + lost + " lost), " + refused + " refused, " + unknown
                + " unknown (" + unknownKept + " of them kept), " + reads + " reads, " + lists + " lists, "
                + violations.size() + " violations";
        return violations.stream()
                .limit(20)
                .map(Violation::toString)
                .collect(Collectors.joining("\n  ", counts + (violations.isEmpty() ? "" : "\n  "), ""));
    }
}
