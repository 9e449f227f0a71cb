package dev.baton.operator.desired;

import dev.baton.crds.Labels;
import dev.baton.crds.ReplicatedDatabase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;

/** Whose an existing object is. Writing a stranger's object would take it over. */
public enum Ownership {
    /** It carries our controller reference, or it is a retained object that the operator made for a database of this name. */
    OURS,
    /** It belongs to an earlier database of this name and is about to be collected. */
    PREDECESSORS,
    STRANGERS;

    public static Ownership of(HasMetadata object, Identity database) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        if (owners == null || owners.isEmpty()) {
            Map<String, String> labels = object.getMetadata().getLabels();
            boolean made = labels != null
                    && Labels.MANAGED_BY_VALUE.equals(labels.get(Labels.MANAGED_BY))
                    && database.name().equals(labels.get(Labels.DATABASE));
            return made ? OURS : STRANGERS;
        }
        for (OwnerReference owner : owners) {
            if (Boolean.TRUE.equals(owner.getController())) {
                if (owner.getUid().equals(database.uid())) {
                    return OURS;
                }
                return ReplicatedDatabase.KIND.equals(owner.getKind())
                                && owner.getName().equals(database.name())
                        ? PREDECESSORS
                        : STRANGERS;
            }
        }
        return STRANGERS;
    }
}
