package dev.baton.operator.observe;

import dev.baton.crds.ObjectNames;
import dev.baton.crds.ReplicatedDatabase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes {@link ClusterView}s from the reconciler's caches. */
public final class ClusterViews {
    private final ReadYourWrites writes;

    public ClusterViews(ReadYourWrites writes) {
        this.writes = writes;
    }

    public ClusterView of(ReplicatedDatabase cached, Context<ReplicatedDatabase> context) {
        String namespace = cached.getMetadata().getNamespace();
        ReplicatedDatabase database = newest(ReplicatedDatabase.class, cached);
        ObjectNames names = new ObjectNames(cached.getMetadata().getName());
        Set<String> members = new HashSet<>();
        for (int ordinal = 0; ordinal < database.getSpec().replicas(); ordinal++) {
            members.add(names.member(ordinal));
        }
        return new ClusterView(
                database,
                known(StatefulSet.class, context, namespace, members),
                pods(context),
                known(PersistentVolumeClaim.class, context, namespace, members),
                known(
                        Service.class,
                        context,
                        namespace,
                        Set.of(names.leaderService(), names.followersService(), names.members())),
                context.getSecondaryResourcesAsStream(Lease.class)
                        .filter(lease -> lease.getMetadata().getName().equals(names.leadershipLease()))
                        .findFirst()
                        .orElse(null));
    }

    private Map<String, Pod> pods(Context<ReplicatedDatabase> context) {
        Map<String, Pod> pods = new TreeMap<>();
        for (Pod pod : context.getSecondaryResources(Pod.class)) {
            String member = ClusterView.memberOf(pod);
            // A pod somebody labelled by hand is no member.
            if (member != null && pod.getMetadata().getName().equals(ObjectNames.podOf(member))) {
                pods.put(member, newest(Pod.class, pod));
            }
        }
        return pods;
    }

    private <T extends HasMetadata> T newest(Class<T> kind, T cached) {
        T newest = writes.newest(
                kind, cached.getMetadata().getNamespace(), cached.getMetadata().getName(), cached);
        return newest == null ? cached : newest;
    }

    /** What the cache has, and what this operator made besides. */
    private <T extends HasMetadata> Map<String, T> known(
            Class<T> kind, Context<ReplicatedDatabase> context, String namespace, Collection<String> expected) {
        Map<String, T> objects = new TreeMap<>();
        for (T object : context.getSecondaryResources(kind)) {
            objects.put(object.getMetadata().getName(), newest(kind, object));
        }
        for (String missing : expected) {
            if (!objects.containsKey(missing)) {
                T made = writes.newest(kind, namespace, missing, null);
                if (made != null) {
                    objects.put(missing, made);
                }
            }
        }
        return objects;
    }
}
