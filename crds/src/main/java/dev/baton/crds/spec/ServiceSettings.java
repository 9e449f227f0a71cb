package dev.baton.crds.spec;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Service has besides what Baton needs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceSettings(
        @Default("ClusterIP") @JsonPropertyDescription("How the Service is reached.")
        ServiceType type,

        @Size(max = 32) @JsonPropertyDescription("Annotations of the Service, for a load balancer say.")
        Map<String, String> annotations) {

    public ServiceSettings(@Nullable ServiceType type, @Nullable Map<String, String> annotations) {
        this.type = requireNonNullElse(type, ServiceType.CLUSTER_IP);
        this.annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }

    public static ServiceSettings defaults() {
        return new ServiceSettings(null, null);
    }
}
