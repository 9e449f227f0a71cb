package dev.baton.operator.act;

import dev.baton.crds.Annotations;
import dev.baton.crds.Labels;
import dev.baton.crds.spec.VolumePolicy;
import dev.baton.operator.desired.Identity;
import dev.baton.operator.desired.MemberVolume;
import dev.baton.operator.observe.ClusterView;
import dev.baton.operator.observe.ReadYourWrites;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.jboss.logging.Logger;

/**
 * Takes members away and their volumes out of use, and takes such volumes back.
 *
 * <ol>
 *   <li>The StatefulSet goes, and with it the pod.
 *   <li>Once there is no pod, the volume is labelled {@code baton.dev/retired}, or deleted where {@code whenScaled} says so.
 *   <li>A retired volume that is used again counts as another one: what it held was not kept up to date.
 * </ol>
 *
 * Every step reads what it changes fresh from the API server, and changes nothing else than what it read.
 */
final class RetiredVolumes {
    private static final Logger LOG = Logger.getLogger(RetiredVolumes.class);
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Labels.MANAGED_BY_VALUE)
            .build();

    private final KubernetesClient client;
    private final ReadYourWrites writes;

    RetiredVolumes(KubernetesClient client, ReadYourWrites writes) {
        this.client = client;
        this.writes = writes;
    }

    /** One step on the way of a member that nobody counts on any more. @return whether anything was changed */
    boolean retire(ClusterView view, String member) {
        String namespace = view.identity().namespace();
        StatefulSet workload = client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(member)
                .get();
        if (workload != null) {
            if (workload.getMetadata().getDeletionTimestamp() != null) {
                return false;
            }
            LOG.infof("%s: deletes StatefulSet %s", view.key(), member);
            client.resource(workload)
                    .lockResourceVersion(workload.getMetadata().getResourceVersion())
                    .delete();
            return true;
        }
        Pod pod = client.pods()
                .inNamespace(namespace)
                .withName(dev.baton.crds.ObjectNames.podOf(member))
                .get();
        PersistentVolumeClaim volume = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(member)
                .get();
        if (pod != null || volume == null || MemberVolume.isRetired(volume)) {
            return false;
        }
        if (view.database().getSpec().storage().retentionPolicy().whenScaled() == VolumePolicy.DELETE) {
            LOG.infof("%s: deletes the volume of %s", view.key(), member);
            client.resource(volume)
                    .lockResourceVersion(volume.getMetadata().getResourceVersion())
                    .delete();
            return true;
        }
        LOG.infof("%s: retires the volume of %s", view.key(), member);
        patch(
                volume,
                "{\"metadata\":{\"uid\":\"" + uid(volume) + "\",\"labels\":{\"" + Labels.RETIRED + "\":\"true\"}}}");
        return true;
    }

    /** Puts a retired volume into use again, as another one. */
    PersistentVolumeClaim takeBack(Identity database, PersistentVolumeClaim volume) {
        LOG.infof(
                "%s/%s: takes the retired volume of %s back",
                database.namespace(), database.name(), volume.getMetadata().getName());
        return patch(
                volume,
                "{\"metadata\":{\"uid\":\"" + uid(volume) + "\",\"labels\":{\"" + Labels.RETIRED
                        + "\":null},\"annotations\":{\"" + Annotations.REUSED + "\":\""
                        + (MemberVolume.reused(volume) + 1)
                        + "\"}}}");
    }

    private PersistentVolumeClaim patch(PersistentVolumeClaim before, String change) {
        PersistentVolumeClaim after = client.persistentVolumeClaims()
                .inNamespace(before.getMetadata().getNamespace())
                .withName(before.getMetadata().getName())
                .patch(MERGE, change);
        writes.wrote(before, after);
        return after;
    }

    private static String uid(PersistentVolumeClaim volume) {
        return volume.getMetadata().getUid();
    }
}
