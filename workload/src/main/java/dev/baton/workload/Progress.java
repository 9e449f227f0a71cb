package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands.
 *
 * @param seconds since its start
 * @param longestGapMillis longest time so far without an acknowledged write, the present one included
 * @param presentGapMillis since the last acknowledged write
 * @param member who acknowledged last; null: nobody yet, or it doesn't say
 * @param epoch in which; -1 as above
 */
public record Progress(
        @JsonProperty("s") double seconds,
        long acked,
        long refused,
        long unknown,
        long reads,
        @JsonProperty("longest_gap_ms") double longestGapMillis,
        @JsonProperty("present_gap_ms") double presentGapMillis,
        @Nullable String member,
        long epoch) {}
