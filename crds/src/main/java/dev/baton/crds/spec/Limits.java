package dev.baton.crds.spec;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** Bounds of a member, changed without a restart. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
        @Size(max = 32)
        @JsonPropertyDescription(
                "How much data a member holds in memory before maxMemoryPolicy applies, 16Mi or more. Absent: derived from pod.resources.limits.memory; absent too: no bound.")
        @ValidationRule(
                value = "isQuantity(self)",
                message = "limits.maxMemory must be an amount of bytes: write a quantity such as 512Mi",
                reason = "FieldValueInvalid")
        @ValidationRule(
                value = "!isQuantity(self) || quantity(self).compareTo(quantity('16Mi')) >= 0",
                message = "limits.maxMemory must leave room for data: ask for 16Mi or more",
                reason = "FieldValueInvalid")
        @Nullable
        Quantity maxMemory,

        @Default("NoEviction")
        @JsonPropertyDescription(
                "What happens when maxMemory is used up: writes are refused, or keys are deleted, on the leader and so on all members. A change restarts the members, one at a time.")
        EvictionPolicy maxMemoryPolicy,

        @Default("10000")
        @Min(1)
        @Max(1_000_000)
        @JsonPropertyDescription("How many client connections a member takes.")
        Integer maxClients) {

    public Limits(
            @Nullable Quantity maxMemory, @Nullable EvictionPolicy maxMemoryPolicy, @Nullable Integer maxClients) {
        this.maxMemory = maxMemory;
        this.maxMemoryPolicy = requireNonNullElse(maxMemoryPolicy, EvictionPolicy.NO_EVICTION);
        this.maxClients = requireNonNullElse(maxClients, 10_000);
    }

    public static Limits defaults() {
        return new Limits(null, null, null);
    }
}
