package dev.baton.operator.act;

import dev.baton.crds.ConditionReason;
import dev.baton.crds.spec.Storage;
import dev.baton.operator.desired.Identity;
import dev.baton.operator.desired.MemberVolume;
import dev.baton.operator.status.Problem;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Makes the volume of a member, and lets it grow with the spec.
 *
 * <ol>
 *   <li>Never smaller than it is: the spec can't shrink, but a volume taken over may be greater than it asks.
 *   <li>What the storage class refuses is said, and keeps nothing else from being done: the member runs on what it has.
 *   <li>Until the volume has grown, it is said that it grows.
 * </ol>
 */
final class VolumeKeeper {
    private final KubernetesClient client;
    private final ObjectKeeper objects;

    VolumeKeeper(KubernetesClient client, ObjectKeeper objects) {
        this.client = client;
        this.objects = objects;
    }

    /** @param known as the caches have it; null when they don't */
    ObjectKeeper.Kept<PersistentVolumeClaim> keep(
            Identity database, Storage storage, String member, @Nullable PersistentVolumeClaim known) {
        PersistentVolumeClaim present = known == null ? read(database, member) : known;
        try {
            ObjectKeeper.Kept<PersistentVolumeClaim> kept =
                    objects.keep(database, MemberVolume.of(database, storage, member, present), known);
            return kept.object() == null || kept.problem() != null
                    ? kept
                    : new ObjectKeeper.Kept<>(kept.object(), kept.created(), growing(kept.object()));
        } catch (KubernetesClientException refused) {
            boolean forbidden = refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN || refused.getCode() == 422;
            Quantity size = present == null ? null : MemberVolume.requested(present);
            if (present == null || size == null || !forbidden || !isSmaller(size, storage.size())) {
                throw refused;
            }
            // All but its size: above all whether it outlives the database.
            ObjectKeeper.Kept<PersistentVolumeClaim> kept = objects.keep(
                    database,
                    MemberVolume.of(
                            database,
                            new Storage(size, storage.storageClassName(), storage.retentionPolicy()),
                            member,
                            present),
                    present);
            return new ObjectKeeper.Kept<>(
                    kept.object(),
                    false,
                    kept.problem() != null ? kept.problem() : staysSmall(storage, present, refused));
        }
    }

    private static boolean isSmaller(Quantity one, Quantity other) {
        return one.getNumericalAmount().compareTo(other.getNumericalAmount()) < 0;
    }

    private static Problem staysSmall(
            Storage storage, PersistentVolumeClaim volume, KubernetesClientException refused) {
        String said = refused.getStatus() == null ? null : refused.getStatus().getMessage();
        return said != null && said.contains("exceeded quota")
                ? new Problem(
                        ConditionReason.OBJECT_REFUSED,
                        true,
                        "volume " + volume.getMetadata().getName() + " stays at " + MemberVolume.requested(volume)
                                + ", the API server refuses it the " + storage.size() + " of storage.size: " + said)
                : notExpandable(storage, volume);
    }

    private @Nullable PersistentVolumeClaim read(Identity database, String member) {
        return client.persistentVolumeClaims()
                .inNamespace(database.namespace())
                .withName(member)
                .get();
    }

    private static Problem notExpandable(Storage storage, PersistentVolumeClaim volume) {
        String storageClass = volume.getSpec().getStorageClassName();
        return new Problem(
                ConditionReason.VOLUME_NOT_EXPANDABLE,
                true,
                "storage.size is " + storage.size() + ", and volume "
                        + volume.getMetadata().getName() + " stays at "
                        + MemberVolume.requested(volume) + ": "
                        + (storageClass == null || storageClass.isEmpty()
                                ? "it has no storage class that could let it grow"
                                : "storage class " + storageClass
                                        + " doesn't let it grow; set allowVolumeExpansion: true"
                                        + " there if its provisioner can")
                        + ", or make a new database and copy the data");
    }

    private static @Nullable Problem growing(PersistentVolumeClaim volume) {
        Quantity asked = MemberVolume.requested(volume);
        Quantity has = MemberVolume.capacity(volume);
        return asked == null || has == null || !isSmaller(has, asked)
                ? null
                : new Problem(
                        ConditionReason.VOLUME_EXPANDING,
                        false,
                        "volume " + volume.getMetadata().getName() + " grows from " + has + " to " + asked);
    }
}
