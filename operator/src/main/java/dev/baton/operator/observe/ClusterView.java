package dev.baton.operator.observe;

import dev.baton.crds.Labels;
import dev.baton.crds.ReplicatedDatabase;
import dev.baton.operator.desired.Identity;
import dev.baton.operator.members.DatabaseKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one database as the informers' caches have them, with this operator's own writes laid over.
 *
 * @param pods by the member's name
 * @param volumes by the member's name
 */
public record ClusterView(
        ReplicatedDatabase database,
        Map<String, StatefulSet> workloads,
        Map<String, Pod> pods,
        Map<String, PersistentVolumeClaim> volumes,
        Map<String, Service> services,
        @Nullable Lease lease) {

    public Identity identity() {
        return identity(database);
    }

    public DatabaseKey key() {
        return key(database);
    }

    public static Identity identity(ReplicatedDatabase database) {
        return new Identity(
                database.getMetadata().getNamespace(),
                database.getMetadata().getName(),
                database.getMetadata().getUid());
    }

    public static DatabaseKey key(ReplicatedDatabase database) {
        return new DatabaseKey(
                database.getMetadata().getNamespace(), database.getMetadata().getName());
    }

    /** The member an object says it belongs to; null for none. */
    public static @Nullable String memberOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(Labels.MEMBER);
    }
}
