package dev.baton.operator.status;

import dev.baton.crds.ConditionReason;

/**
 * Something that keeps the database from becoming what the spec asks.
 *
 * @param needsPerson whether it stays until a person acts
 * @param message names the thing, the cause and the way out
 */
public record Problem(ConditionReason reason, boolean needsPerson, String message) {}
