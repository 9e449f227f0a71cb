package dev.baton.operator.observe;

import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.operator.desired.MemoryLimit;
import dev.baton.protocol.Acknowledge;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** What a spec asks of running members, in the words of the decisions. */
public final class Wishes {
    private Wishes() {}

    public static Wish of(ReplicatedDatabaseSpec spec) {
        return new Wish(
                spec.replicas(),
                switch (spec.replication().mode()) {
                    case SYNCHRONOUS -> Wish.Mode.SYNCHRONOUS;
                    case SEMI_SYNCHRONOUS -> Wish.Mode.SEMI_SYNCHRONOUS;
                    case ASYNCHRONOUS -> Wish.Mode.ASYNCHRONOUS;
                },
                spec.replication().synchronousFollowers(),
                switch (spec.replication().durability()) {
                    case REQUIRED -> Wish.Durability.REQUIRED;
                    case PREFERRED -> Wish.Durability.PREFERRED;
                },
                switch (spec.replication().acknowledge()) {
                    case FLUSHED -> Acknowledge.FLUSHED;
                    case RECEIVED -> Acknowledge.RECEIVED;
                },
                switch (spec.failover().policy()) {
                    case AUTOMATIC -> Wish.FailoverPolicy.AUTOMATIC;
                    case MANUAL -> Wish.FailoverPolicy.MANUAL;
                },
                bytes(spec.failover().maxLag()),
                spec.failover().leaseDurationSeconds() * 1000L,
                MemoryLimit.limits(spec));
    }

    private static @Nullable Long bytes(@Nullable Quantity quantity) {
        return quantity == null ? null : Quantity.getAmountInBytes(quantity).longValue();
    }
}
