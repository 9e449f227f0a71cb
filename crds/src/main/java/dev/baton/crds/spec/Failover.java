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

/** When and how a lost leader is replaced. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Failover(
        @Default("Automatic")
        @JsonPropertyDescription(
                "Automatic: the operator replaces a lost leader by itself. Manual: only the annotation baton.dev/failover does.")
        FailoverPolicy policy,

        @JsonPropertyDescription(
                "In the mode Asynchronous: how far, in bytes of log, a follower may be behind and still take over by itself. Absent: any distance. Ignored in the other modes, which lose nothing.")
        @Size(max = 32)
        @ValidationRule(
                value = "isQuantity(self) && quantity(self).compareTo(quantity('0')) >= 0",
                message = "failover.maxLag must be an amount of bytes of log, 0 or more: write a quantity such as 1Mi",
                reason = "FieldValueInvalid")
        @Nullable
        Quantity maxLag,

        @Default("3")
        @Min(1)
        @Max(60)
        @JsonPropertyDescription(
                "For how long the followers promise a leader that no other is elected. Shorter: a lost leader is replaced sooner; longer: slow disks and networks are borne.")
        Integer leaseDurationSeconds) {

    public Failover(
            @Nullable FailoverPolicy policy, @Nullable Quantity maxLag, @Nullable Integer leaseDurationSeconds) {
        this.policy = requireNonNullElse(policy, FailoverPolicy.AUTOMATIC);
        this.maxLag = maxLag;
        this.leaseDurationSeconds = requireNonNullElse(leaseDurationSeconds, 3);
    }

    public static Failover defaults() {
        return new Failover(null, null, null);
    }
}
