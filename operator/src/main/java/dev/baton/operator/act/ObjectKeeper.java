package dev.baton.operator.act;

import dev.baton.crds.ConditionReason;
import dev.baton.crds.Labels;
import dev.baton.operator.desired.DesiredHash;
import dev.baton.operator.desired.Identity;
import dev.baton.operator.desired.Ownership;
import dev.baton.operator.observe.ReadYourWrites;
import dev.baton.operator.status.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes one object as wanted, and keeps it so. Writes only what the operator made or what carries the database's controller reference, read
 * fresh from the API server: a forced apply onto a stranger's object of the same name would take it over.
 */
final class ObjectKeeper {
    private static final Logger LOG = Logger.getLogger(ObjectKeeper.class);
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Labels.MANAGED_BY_VALUE)
            .withForce(true)
            .build();

    private static final PatchContext CREATE = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Labels.MANAGED_BY_VALUE)
            .withForce(false)
            .build();

    private final KubernetesClient client;
    private final ReadYourWrites writes;

    ObjectKeeper(KubernetesClient client, ReadYourWrites writes) {
        this.client = client;
        this.writes = writes;
    }

    /**
     * What came of it.
     *
     * @param object as it stands; null when it isn't ours
     * @param created whether this call made it
     */
    record Kept<T extends HasMetadata>(
            @Nullable T object, boolean created, @Nullable Problem problem) {}

    /**
     * Makes or updates an object, if need be.
     *
     * @param wanted with its hash
     * @param known as the caches have it; null when they don't, or for kinds without a cache
     */
    <T extends HasMetadata> Kept<T> keep(Identity database, T wanted, @Nullable T known) {
        if (known != null && upToDate(wanted, known) && Ownership.of(known, database) == Ownership.OURS) {
            return new Kept<>(known, false, null);
        }
        T fresh = client.resource(wanted).get();
        if (fresh == null) {
            try {
                // Applied, so that the operator's later applies own every field; not forced, so that a stranger's
                // object that appears at
                // this very moment makes a conflict.
                T made = client.resource(wanted).patch(CREATE);
                writes.wrote(null, made);
                LOG.infof("%s/%s: made %s %s", database.namespace(), database.name(), made.getKind(), name(made));
                return new Kept<>(made, true, null);
            } catch (KubernetesClientException taken) {
                if (taken.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw taken;
                }
                fresh = client.resource(wanted).get();
                if (fresh == null) {
                    throw taken;
                }
            }
        }
        switch (Ownership.of(fresh, database)) {
            case OURS -> {
                if (upToDate(wanted, fresh)) {
                    writes.wrote(known, fresh);
                    return new Kept<>(fresh, false, null);
                }
                T applied = client.resource(wanted).patch(APPLY);
                writes.wrote(fresh, applied);
                if (known != null) {
                    writes.wrote(known, applied);
                }
                LOG.infof(
                        "%s/%s: updated %s %s",
                        database.namespace(), database.name(), applied.getKind(), name(applied));
                return new Kept<>(applied, false, null);
            }
            case PREDECESSORS -> {
                return new Kept<>(
                        null,
                        false,
                        new Problem(
                                ConditionReason.NAME_TAKEN,
                                false,
                                wanted.getKind() + " " + name(wanted)
                                        + " of an earlier database of this name is still being deleted"));
            }
            case STRANGERS -> {
                return new Kept<>(
                        null,
                        false,
                        new Problem(
                                ConditionReason.NAME_TAKEN,
                                true,
                                wanted.getKind() + " " + name(wanted)
                                        + " exists and isn't the operator's: delete or rename it, or name the database"
                                        + " otherwise"));
            }
        }
        throw new IllegalStateException("an owner of a new kind: " + Ownership.of(fresh, database));
    }

    /** Deletes an object that the spec asks for no more, if there is one and it is ours, read fresh. */
    <T extends HasMetadata> void drop(Identity database, Resource<T> unwanted) {
        T fresh = unwanted.get();
        if (fresh == null
                || fresh.getMetadata().getDeletionTimestamp() != null
                || Ownership.of(fresh, database) != Ownership.OURS) {
            return;
        }
        client.resource(fresh)
                .lockResourceVersion(fresh.getMetadata().getResourceVersion())
                .delete();
        LOG.infof("%s/%s: deleted %s %s", database.namespace(), database.name(), fresh.getKind(), name(fresh));
    }

    private static boolean upToDate(HasMetadata wanted, HasMetadata known) {
        return known.getMetadata().getDeletionTimestamp() == null
                && Objects.equals(DesiredHash.read(wanted), DesiredHash.read(known));
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }
}
