package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A time in which no write was acknowledged to any client.
 *
 * @param startSeconds when the last write before it was acknowledged, seconds since the run's start
 * @param millis how long, to the next acknowledged write, or to the end of the run
 * @param acknowledgedAfter writes acknowledged from its end to the end of the run; 0: it never ended
 */
public record Gap(
        @JsonProperty("start_s") double startSeconds,
        @JsonProperty("ms") double millis,
        @JsonProperty("acknowledged_after") long acknowledgedAfter) {}
