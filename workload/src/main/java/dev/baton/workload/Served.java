package dev.baton.workload;

import org.jspecify.annotations.Nullable;

/**
 * What one member did for the clients in one epoch.
 *
 * @param member null: it didn't say who it is
 * @param epoch -1: it didn't say
 * @param acknowledged writes it acknowledged, or reads it answered
 */
public record Served(@Nullable String member, long epoch, long acknowledged) {}
