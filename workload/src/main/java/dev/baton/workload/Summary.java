package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a run came to.
 *
 * @param run its name, part of every key it used
 * @param startedAt wall clock at second 0, ISO-8601
 * @param seconds how long it ran
 * @param acked writes acknowledged; {@code refused} and {@code unknown} are writes, too
 * @param reads reads answered; {@code readsFailed} those refused or unknown
 * @param gaps every time over 250 ms without an acknowledged write, in order; the first 1000
 * @param leaders who acknowledged writes in which epoch, in the order in which they first did
 * @param readFrom who answered reads, likewise
 * @param latency of acknowledged writes
 */
public record Summary(
        String run,
        @JsonProperty("started_at") String startedAt,
        double seconds,
        long acked,
        long refused,
        long unknown,
        long reads,
        @JsonProperty("reads_failed") long readsFailed,
        @JsonProperty("longest_gap_ms") double longestGapMillis,
        List<Gap> gaps,
        List<Served> leaders,
        @JsonProperty("read_from") List<Served> readFrom,
        Latency latency) {

    /** Milliseconds. */
    public record Latency(double p50, double p99, double p999, double max) {}
}
