package dev.baton.workload;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What one member did for the clients in one epoch.
 *
 * @param member null: it didn't say who it is
 * @param epoch -1: it didn't say
 * @param acknowledged writes it acknowledged, or reads it answered
 * @param firstSeconds when the first of them ended, seconds since the run's start
 * @param lastSeconds when the last of them ended, likewise
 */
public record Served(
        @Nullable String member,
        long epoch,
        long acknowledged,
        @JsonProperty("first_s") double firstSeconds,
        @JsonProperty("last_s") double lastSeconds) {}
