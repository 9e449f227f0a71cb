package dev.baton.operator.lease;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Takes a Lease that doesn't say until when it is held for a free one. The API server lets a person make or edit one so, and the elector would
 * stop at it for good, without a word.
 */
final class OperatorLock extends LeaseLock {
    private static final ZonedDateTime LONG_AGO = Instant.EPOCH.atZone(ZoneOffset.UTC);

    OperatorLock(String namespace, String name, String identity) {
        super(namespace, name, identity);
    }

    @Override
    protected LeaderElectionRecord toRecord(Lease lease) {
        LeaseSpec spec = lease.getSpec();
        return spec == null || spec.getLeaseDurationSeconds() == null || spec.getRenewTime() == null
                ? new LeaderElectionRecord("", OperatorLease.DURATION, LONG_AGO, LONG_AGO, 0)
                : super.toRecord(lease);
    }
}
