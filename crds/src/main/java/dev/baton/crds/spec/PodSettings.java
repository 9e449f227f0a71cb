package dev.baton.crds.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the members' pods have besides what Baton needs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodSettings(
        @Size(max = 64)
        @JsonPropertyDescription("Labels of the pods.")
        @ValidationRule(
                value = "self.all(key, !key.startsWith('baton.dev/') && !key.startsWith('app.kubernetes.io/'))",
                message =
                        "pod.labels must not lie under baton.dev/ or app.kubernetes.io/, which Baton sets itself: choose another prefix",
                reason = "FieldValueForbidden")
        Map<String, String> labels,

        @Size(max = 64)
        @JsonPropertyDescription("Annotations of the pods.")
        @ValidationRule(
                value = "self.all(key, !key.startsWith('baton.dev/') && !key.startsWith('app.kubernetes.io/'))",
                message =
                        "pod.annotations must not lie under baton.dev/ or app.kubernetes.io/, which Baton sets itself: choose another prefix",
                reason = "FieldValueForbidden")
        Map<String, String> annotations,

        @JsonPropertyDescription("CPU and memory of a member.") @Nullable
        ResourceRequirements resources,

        @Size(max = 64) @JsonPropertyDescription("Labels of the nodes the pods may run on.")
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Where the pods may or should run.") @Nullable
        Affinity affinity,

        @Size(max = 64) @JsonPropertyDescription("Taints the pods bear.")
        List<Toleration> tolerations,

        @Size(max = 16) @JsonPropertyDescription("How the pods spread. Empty: over hosts and zones, where possible.")
        List<TopologySpreadConstraint> topologySpreadConstraints,

        @Size(max = 253) @JsonPropertyDescription("The pods' priority class.") @Nullable
        String priorityClassName,

        @Size(max = 16) @JsonPropertyDescription("Secrets by which the image is pulled.")
        List<SecretReference> imagePullSecrets) {

    public PodSettings(
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations,
            @Nullable ResourceRequirements resources,
            @Nullable Map<String, String> nodeSelector,
            @Nullable Affinity affinity,
            @Nullable List<Toleration> tolerations,
            @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,
            @Nullable String priorityClassName,
            @Nullable List<SecretReference> imagePullSecrets) {
        this.labels = labels == null ? Map.of() : Map.copyOf(labels);
        this.annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
        this.resources = resources;
        this.nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
        this.affinity = affinity;
        this.tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
        this.topologySpreadConstraints =
                topologySpreadConstraints == null ? List.of() : List.copyOf(topologySpreadConstraints);
        this.priorityClassName = priorityClassName;
        this.imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    }

    public static PodSettings none() {
        return new PodSettings(null, null, null, null, null, null, null, null, null);
    }
}
