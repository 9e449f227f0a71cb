package dev.baton.operator.desired;

import dev.baton.crds.spec.Storage;
import dev.baton.crds.spec.VolumePolicy;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.Map;

/** The volume claim of a member. The operator makes it, not a StatefulSet's template: a template can't be resized. */
public final class MemberVolume {
    private MemberVolume() {}

    public static PersistentVolumeClaim of(Identity database, Storage storage, String member) {
        ObjectMetaBuilder metadata = storage.retentionPolicy().whenDeleted() == VolumePolicy.DELETE
                ? database.owned(member, database.labels(member))
                : database.kept(member, database.labels(member));
        return DesiredHash.stamp(new PersistentVolumeClaimBuilder()
                .withMetadata(metadata.build())
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storage.storageClassName())
                .withNewResources()
                .withRequests(Map.of("storage", storage.size()))
                .endResources()
                .endSpec()
                .build());
    }
}
