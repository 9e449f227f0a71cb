package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Objects;

/** Plays a volume provisioner: binds every claim of a namespace whose storage class exists (or that names none), and lets it grow. */
final class Provisioner implements AutoCloseable {
    private final KubernetesClient client;
    private final SharedIndexInformer<PersistentVolumeClaim> informer;

    Provisioner(KubernetesClient client, String namespace) {
        this.client = client;
        this.informer = client.persistentVolumeClaims().inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(PersistentVolumeClaim claim) {
                provide(claim);
            }

            @Override
            public void onUpdate(PersistentVolumeClaim before, PersistentVolumeClaim claim) {
                provide(claim);
            }

            @Override
            public void onDelete(PersistentVolumeClaim claim, boolean finalStateUnknown) {
                // The folder stays until the JVM ends: a test may want to look at it.
            }
        });
    }

    private void provide(PersistentVolumeClaim claim) {
        String storageClass = claim.getSpec().getStorageClassName();
        boolean known = storageClass == null
                || storageClass.isEmpty()
                || client.storage().v1().storageClasses().withName(storageClass).get() != null;
        Quantity asked = claim.getSpec().getResources().getRequests().get("storage");
        boolean bound = "Bound".equals(claim.getStatus().getPhase())
                && claim.getStatus().getCapacity() != null
                && Objects.equals(claim.getStatus().getCapacity().get("storage"), asked);
        if (!known || bound || claim.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        PersistentVolumeClaim provided = new PersistentVolumeClaimBuilder(claim)
                .editMetadata()
                .withManagedFields()
                .withResourceVersion(null)
                .endMetadata()
                .withNewStatus()
                .withPhase("Bound")
                .withAccessModes(claim.getSpec().getAccessModes())
                .withCapacity(Map.of("storage", asked))
                .endStatus()
                .build();
        try {
            client.resource(provided).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), provided);
        } catch (KubernetesClientException gone) {
            if (gone.getCode() != 404 && gone.getCode() != 409) {
                throw gone;
            }
        }
    }

    @Override
    public void close() {
        informer.close();
    }
}
