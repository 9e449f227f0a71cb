package dev.baton.operator.observe;

import dev.baton.protocol.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * A request as recorded in {@code status.requests}.
 *
 * @param target as asked: a member, its pod or {@code auto}; once accepted, the member it was resolved to (a failover may stay
 *     {@code auto})
 * @param epoch of the leadership record when it was accepted; {@link Epoch#NONE} before
 * @param acceptDataLoss the epoch a person gave up, as written; null for none
 * @param inStateMillis for how long this operator has seen it in this state; a later operator counts anew
 */
public record RequestSeen(
        String id,
        RequestType type,
        String target,
        RequestState state,
        Epoch epoch,
        @Nullable String acceptDataLoss,
        long inStateMillis) {}
