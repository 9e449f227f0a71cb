package dev.baton.operator.observe;

import org.jspecify.annotations.Nullable;

/**
 * A request annotation as it stands on the resource.
 *
 * @param value a member, its pod, or {@code auto}
 * @param acceptDataLoss value of {@code baton.dev/accept-data-loss} beside it; null for none
 * @param declaredInManifest whether its field manager also owns spec fields: it comes from Git or a restore and is left in place, ignored
 */
public record RequestAnnotation(
        RequestType type, String value, @Nullable String acceptDataLoss, boolean declaredInManifest) {}
