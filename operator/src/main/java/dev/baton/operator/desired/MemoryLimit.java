package dev.baton.operator.desired;

import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.protocol.MemberLimits;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;

/** What a member is bounded by, and above all how much data it may hold in memory. */
public final class MemoryLimit {
    private MemoryLimit() {}

    public static MemberLimits limits(ReplicatedDatabaseSpec spec) {
        return new MemberLimits(bytes(spec), spec.limits().maxClients());
    }

    /** As the spec says; else half of the container's limit, which leaves room for the process itself; else 0, no bound. In bytes. */
    static long bytes(ReplicatedDatabaseSpec spec) {
        Quantity asked = spec.limits().maxMemory();
        if (asked != null) {
            return bytes(asked);
        }
        ResourceRequirements resources = spec.pod().resources();
        Quantity limit = resources == null || resources.getLimits() == null
                ? null
                : resources.getLimits().get("memory");
        return limit == null ? 0 : bytes(limit) / 2;
    }

    /** @throws ArithmeticException beyond 8 EiB, which the API server refuses before */
    static long bytes(Quantity quantity) {
        BigDecimal amount = Quantity.getAmountInBytes(quantity);
        return amount.longValue();
    }
}
