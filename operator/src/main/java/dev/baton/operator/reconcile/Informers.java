package dev.baton.operator.reconcile;

import dev.baton.crds.Labels;
import dev.baton.crds.ReplicatedDatabase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The caches of what a database consists of: only objects that bear its label, never a whole cluster's. */
final class Informers {
    private Informers() {}

    static List<EventSource<?, ReplicatedDatabase>> of(EventSourceContext<ReplicatedDatabase> context) {
        return List.of(
                informer(StatefulSet.class, context),
                informer(Pod.class, context),
                informer(PersistentVolumeClaim.class, context),
                informer(Service.class, context),
                informer(Lease.class, context));
    }

    private static <R extends HasMetadata> InformerEventSource<R, ReplicatedDatabase> informer(
            Class<R> kind, EventSourceContext<ReplicatedDatabase> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, ReplicatedDatabase.class)
                        .withLabelSelector(Labels.DATABASE)
                        .withNamespacesInheritedFromController()
                        .withSecondaryToPrimaryMapper(Informers::databaseOf)
                        // The 5.3 line of the SDK drops a foreign change that lands during its own write when it
                        // compares versions.
                        .withComparableResourceVersion(false)
                        .build(),
                context);
    }

    /** By label, not by owner: a retained volume has no owner. */
    private static Set<ResourceID> databaseOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String database = labels == null ? null : labels.get(Labels.DATABASE);
        return database == null
                ? Set.of()
                : Set.of(new ResourceID(database, object.getMetadata().getNamespace()));
    }
}
