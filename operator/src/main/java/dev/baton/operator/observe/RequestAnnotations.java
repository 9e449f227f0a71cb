package dev.baton.operator.observe;

import dev.baton.crds.Annotations;
import dev.baton.crds.ReplicatedDatabase;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the request annotations of a database. */
public final class RequestAnnotations {
    private RequestAnnotations() {}

    /** An {@code accept-data-loss} without a request beside it counts as one for a failover that names no member, which is refused. */
    public static List<RequestAnnotation> of(ReplicatedDatabase database) {
        Map<String, String> annotations = database.getMetadata().getAnnotations();
        if (annotations == null) {
            return List.of();
        }
        List<RequestAnnotation> found = new ArrayList<>();
        for (RequestType type : RequestType.values()) {
            String value = annotations.get(type.annotation());
            if (value != null) {
                found.add(new RequestAnnotation(
                        type,
                        value,
                        annotations.get(Annotations.ACCEPT_DATA_LOSS),
                        declaredInManifest(database, type.annotation())));
            }
        }
        String alone = annotations.get(Annotations.ACCEPT_DATA_LOSS);
        if (found.isEmpty() && alone != null) {
            found.add(new RequestAnnotation(
                    RequestType.FAILOVER, "", alone, declaredInManifest(database, Annotations.ACCEPT_DATA_LOSS)));
        }
        return found;
    }

    public static boolean paused(ReplicatedDatabase database) {
        Map<String, String> annotations = database.getMetadata().getAnnotations();
        return annotations != null && "true".equals(annotations.get(Annotations.PAUSE));
    }

    /** Whether the manager of the annotation owns spec fields too: then it comes from Git or a restore and would fire at every sync. */
    private static boolean declaredInManifest(ReplicatedDatabase database, String annotation) {
        List<ManagedFieldsEntry> managers = database.getMetadata().getManagedFields();
        if (managers == null) {
            return false;
        }
        for (ManagedFieldsEntry manager : managers) {
            FieldsV1 fields = manager.getFieldsV1();
            if (fields != null
                    && fields.getAdditionalProperties().containsKey("f:spec")
                    && inner(inner(fields.getAdditionalProperties(), "f:metadata"), "f:annotations")
                            .containsKey("f:" + annotation)) {
                return true;
            }
        }
        return false;
    }

    private static Map<?, ?> inner(Map<?, ?> fields, String name) {
        @Nullable Object inner = fields.get(name);
        return inner instanceof Map<?, ?> map ? map : Map.of();
    }
}
