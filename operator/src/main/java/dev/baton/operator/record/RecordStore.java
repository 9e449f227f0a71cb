package dev.baton.operator.record;

import dev.baton.crds.Annotations;
import dev.baton.operator.desired.Identity;
import dev.baton.operator.desired.Ownership;
import dev.baton.operator.observe.RecordSeen;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads and swaps the leadership records. What this operator read or wrote last is remembered, since an informer's cache lags behind the
 * operator's own writes: of the two the one that is further on is the newer, for a record only ever moves on (epoch, phase, rule number).
 *
 * <p>Nothing here repeats a write: after a conflict or an unknown outcome the caller reads again and decides anew (finding L11).
 */
public final class RecordStore {
    private static final Logger LOG = Logger.getLogger(RecordStore.class);

    /** After this long a Lease that the cache doesn't show is looked for on the server. */
    private static final long CACHE_LAG_MILLIS = 2000;

    private static final long LONG_AGO_NANOS = TimeUnit.HOURS.toNanos(1);

    private final KubernetesClient client;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** @param lease null when there was none */
    private record Known(@Nullable Lease lease, boolean fromServer, long readNanos) {}

    public RecordStore(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * The newest record known without asking.
     *
     * @param cached the Lease in the informer's cache; null for none
     */
    public RecordSeen seen(Identity database, @Nullable Lease cached) {
        Known mine = known.get(database.uid());
        Lease theirs = cached != null && Ownership.of(cached, database) == Ownership.OURS ? cached : null;
        long now = System.nanoTime();
        if (mine == null) {
            mine = new Known(theirs, false, now - LONG_AGO_NANOS);
        } else if (theirs == null && mine.lease() != null) {
            if (TimeUnit.NANOSECONDS.toMillis(now - mine.readNanos()) > CACHE_LAG_MILLIS) {
                // Deleted, or its label is gone.
                return readAgain(database);
            }
        } else if (theirs != null && mine.lease() == null) {
            mine = new Known(theirs, false, now - LONG_AGO_NANOS);
        } else if (theirs != null && mine.lease() != null) {
            if (!theirs.getMetadata().getUid().equals(mine.lease().getMetadata().getUid())) {
                return readAgain(database);
            }
            if (isAhead(theirs, mine.lease())) {
                mine = new Known(theirs, false, now - LONG_AGO_NANOS);
                known.put(database.uid(), mine);
            }
        }
        return view(mine);
    }

    /** Reads the record from the API server. */
    public RecordSeen readAgain(Identity database) {
        long sent = System.nanoTime();
        Lease lease = client.leases()
                .inNamespace(database.namespace())
                .withName(database.names().leadershipLease())
                .get();
        Known read =
                new Known(lease != null && Ownership.of(lease, database) == Ownership.OURS ? lease : null, true, sent);
        known.put(database.uid(), read);
        return view(read);
    }

    /**
     * Makes the Lease.
     *
     * @return whether it was this call that made it; if not, the record was read again
     */
    public boolean create(Identity database, LeadershipRecord record) {
        Lease lease = filled(
                new LeaseBuilder()
                        .withMetadata(database.owned(
                                        database.names().leadershipLease(),
                                        database.labels(Identity.Component.LEADERSHIP))
                                .build())
                        .withNewSpec()
                        .endSpec()
                        .build(),
                record);
        return written(
                database,
                () -> client.leases()
                        .inNamespace(database.namespace())
                        .resource(lease)
                        .create());
    }

    /**
     * Replaces the record, provided that the Lease still has the version.
     *
     * @return whether it was this call that did; if not, the record was read again
     */
    public boolean swap(Identity database, String expectedVersion, LeadershipRecord record) {
        Known mine = known.get(database.uid());
        Lease before = mine == null ? null : mine.lease();
        if (before == null || !expectedVersion.equals(before.getMetadata().getResourceVersion())) {
            // The decision rests on a Lease that only the cache knew: what it says besides the record must be read to
            // be kept.
            before = client.leases()
                    .inNamespace(database.namespace())
                    .withName(database.names().leadershipLease())
                    .get();
            if (before == null || !expectedVersion.equals(before.getMetadata().getResourceVersion())) {
                readAgain(database);
                return false;
            }
        }
        Lease after = filled(before, record);
        return written(
                database,
                () -> client.leases()
                        .inNamespace(database.namespace())
                        .resource(after)
                        .update());
    }

    public void forget(String uid) {
        known.remove(uid);
    }

    private boolean written(Identity database, java.util.function.Supplier<Lease> write) {
        long sent = System.nanoTime();
        try {
            known.put(database.uid(), new Known(write.get(), true, sent));
            return true;
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                LOG.warnf(
                        "%s/%s: the outcome of writing the leadership record is unknown, reading it again: %s",
                        database.namespace(), database.name(), failure.getMessage());
            }
            readAgain(database);
            return false;
        }
    }

    private Lease filled(Lease lease, LeadershipRecord record) {
        ZonedDateTime now = ZonedDateTime.now(clock).truncatedTo(ChronoUnit.MICROS);
        MemberName leader = record.leader();
        boolean sameHolder = leader != null
                && leader.value().equals(lease.getSpec().getHolderIdentity())
                && Integer.valueOf(transitions(record.epoch()))
                        .equals(lease.getSpec().getLeaseTransitions());
        return new LeaseBuilder(lease)
                .editMetadata()
                .addToAnnotations(Annotations.RECORD, RecordCodec.encode(record))
                .endMetadata()
                .editSpec()
                .withHolderIdentity(leader == null ? null : leader.value())
                .withLeaseTransitions(transitions(record.epoch()))
                .withAcquireTime(sameHolder ? lease.getSpec().getAcquireTime() : now)
                .withRenewTime(now)
                .endSpec()
                .build();
    }

    private static int transitions(Epoch epoch) {
        return (int) Math.min(epoch.number(), Integer.MAX_VALUE);
    }

    private RecordSeen view(Known read) {
        Lease lease = read.lease();
        if (lease == null) {
            return new RecordSeen(null, "", "", read.fromServer(), read.readNanos(), 0);
        }
        ZonedDateTime renewed = lease.getSpec() == null ? null : lease.getSpec().getRenewTime();
        long age = renewed == null
                ? 0
                : Math.max(
                        0,
                        Duration.between(renewed.toInstant(), clock.instant()).toMillis());
        return new RecordSeen(
                record(lease),
                lease.getMetadata().getUid(),
                lease.getMetadata().getResourceVersion(),
                read.fromServer(),
                read.readNanos(),
                age);
    }

    private static @Nullable LeadershipRecord record(Lease lease) {
        Map<String, String> annotations = lease.getMetadata().getAnnotations();
        String json = annotations == null ? null : annotations.get(Annotations.RECORD);
        try {
            return json == null ? null : RecordCodec.decode(json);
        } catch (IllegalArgumentException unreadable) {
            // As good as lost: the members are asked, and promise nothing that contradicts what they remember.
            LOG.errorf(
                    unreadable,
                    "Lease %s: unreadable record",
                    lease.getMetadata().getName());
            return null;
        }
    }

    private static boolean isAhead(Lease a, Lease b) {
        return progress(a) > progress(b);
    }

    /** Grows with every swap: epoch, then phase, then rule number. */
    private static long progress(Lease lease) {
        LeadershipRecord record = record(lease);
        if (record == null) {
            return 0;
        }
        long rule = record.base() != null && record.phase() == LeadershipRecord.Phase.OPEN
                ? record.base().rule().number()
                : 0;
        return record.epoch().number() * 4_000_000L + record.phase().ordinal() * 1_000_000L + Math.min(rule, 999_999);
    }
}
