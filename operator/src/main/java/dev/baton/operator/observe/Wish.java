package dev.baton.operator.observe;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.MemberLimits;
import org.jspecify.annotations.Nullable;

/**
 * What the spec asks of running members, without Kubernetes types.
 *
 * @param replicas members wanted, at least 1
 * @param synchronousFollowers how many followers a write waits for; heeded in {@link Mode#SEMI_SYNCHRONOUS} only
 * @param durability whether the leader may go on without a synchronous follower
 * @param maxLagBytes in {@link Mode#ASYNCHRONOUS}: how much a follower may miss and still be promoted by itself; null for no bound
 * @param leaseMillis length of the lease that followers grant their leader
 * @param limits of each member; null to leave them as they are
 */
public record Wish(
        int replicas,
        Mode mode,
        int synchronousFollowers,
        Durability durability,
        Acknowledge acknowledge,
        FailoverPolicy policy,
        @Nullable Long maxLagBytes,
        long leaseMillis,
        @Nullable MemberLimits limits) {

    /** One that leaves the limits as they are. */
    public Wish(
            int replicas,
            Mode mode,
            int synchronousFollowers,
            Durability durability,
            Acknowledge acknowledge,
            FailoverPolicy policy,
            @Nullable Long maxLagBytes,
            long leaseMillis) {
        this(replicas, mode, synchronousFollowers, durability, acknowledge, policy, maxLagBytes, leaseMillis, null);
    }

    /** What a write waits for. */
    public enum Mode {
        /** Every follower that is up and caught up. */
        SYNCHRONOUS,
        /** {@code synchronousFollowers} of them. */
        SEMI_SYNCHRONOUS,
        /** Nobody. */
        ASYNCHRONOUS
    }

    /** What the leader does when too few synchronous followers are left. */
    public enum Durability {
        /** It waits. */
        REQUIRED,
        /** It goes on alone. */
        PREFERRED
    }

    /** Who judges a leader dead. */
    public enum FailoverPolicy {
        /** The operator and the followers. */
        AUTOMATIC,
        /** A person, by a request. */
        MANUAL
    }

    public Wish {
        if (replicas < 1) {
            throw new IllegalArgumentException("a database has at least one member, not " + replicas);
        }
        if (leaseMillis < 1) {
            throw new IllegalArgumentException("a lease lasts at least a millisecond, not " + leaseMillis);
        }
    }
}
