package dev.baton.operator.status;

import org.jspecify.annotations.Nullable;

/**
 * Where a member runs.
 *
 * @param node null while the pod has none
 * @param ready whether the pod is ready
 */
public record Place(String pod, @Nullable String node, boolean ready) {}
