package dev.baton.operator.desired;

import dev.baton.crds.Annotations;
import dev.baton.crds.Labels;
import dev.baton.crds.spec.Storage;
import dev.baton.crds.spec.VolumePolicy;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The volume claim of a member. The operator makes it, not a StatefulSet's template: a template can't be resized. */
public final class MemberVolume {
    private MemberVolume() {}

    /** What tells this volume, in this use of it, from every other: a member that is given a retired one must not count by its old data. */
    public static String identity(PersistentVolumeClaim volume) {
        Map<String, String> annotations = volume.getMetadata().getAnnotations();
        String reused = annotations == null ? null : annotations.get(Annotations.REUSED);
        return volume.getMetadata().getUid() + (reused == null ? "" : "-" + reused);
    }

    public static boolean isRetired(PersistentVolumeClaim volume) {
        Map<String, String> labels = volume.getMetadata().getLabels();
        return labels != null && "true".equals(labels.get(Labels.RETIRED));
    }

    /** How often it was taken into use again. */
    public static int reused(PersistentVolumeClaim volume) {
        Map<String, String> annotations = volume.getMetadata().getAnnotations();
        return annotations == null ? 0 : Integer.parseInt(annotations.getOrDefault(Annotations.REUSED, "0"));
    }

    /** As the spec asks. */
    public static PersistentVolumeClaim of(Identity database, Storage storage, String member) {
        return of(database, storage, member, storage.size());
    }

    /** As the spec asks, but not smaller than it is: a volume can't shrink, and one taken over may be greater. */
    public static PersistentVolumeClaim of(
            Identity database, Storage storage, String member, @Nullable PersistentVolumeClaim known) {
        Quantity present = known == null ? null : requested(known);
        Quantity size = present != null
                        && present.getNumericalAmount().compareTo(storage.size().getNumericalAmount()) > 0
                ? present
                : storage.size();
        return of(database, storage, member, size);
    }

    /** What was asked for it; null for nothing. */
    public static @Nullable Quantity requested(PersistentVolumeClaim volume) {
        return volume.getSpec() == null
                        || volume.getSpec().getResources() == null
                        || volume.getSpec().getResources().getRequests() == null
                ? null
                : volume.getSpec().getResources().getRequests().get("storage");
    }

    /** What it has; null while it has nothing. */
    public static @Nullable Quantity capacity(PersistentVolumeClaim volume) {
        return volume.getStatus() == null || volume.getStatus().getCapacity() == null
                ? null
                : volume.getStatus().getCapacity().get("storage");
    }

    private static PersistentVolumeClaim of(Identity database, Storage storage, String member, Quantity size) {
        ObjectMetaBuilder metadata = storage.retentionPolicy().whenDeleted() == VolumePolicy.DELETE
                ? database.owned(member, database.labels(member))
                : database.kept(member, database.labels(member));
        return DesiredHash.stamp(new PersistentVolumeClaimBuilder()
                .withMetadata(metadata.build())
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storage.storageClassName())
                .withNewResources()
                .withRequests(Map.of("storage", size))
                .endResources()
                .endSpec()
                .build());
    }
}
