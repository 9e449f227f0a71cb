package dev.baton.crds.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** The members' volumes; each member has one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value =
                "has(self.storageClassName) == has(oldSelf.storageClassName) && (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName)",
        message =
                "storage.storageClassName is fixed when the database is created, since a volume can't change its class: put the old value back, or make a new database and copy the data",
        fieldPath = ".storageClassName",
        reason = "FieldValueForbidden")
public record Storage(
        @Required
        @Size(max = 32)
        @JsonPropertyDescription(
                "The size of a member's volume, 256Mi or more. It can only grow, if the storage class lets volumes grow.")
        @ValidationRule(
                value = "isQuantity(self)",
                message = "storage.size must be an amount of bytes: write a quantity such as 10Gi",
                reason = "FieldValueInvalid")
        @ValidationRule(
                value = "!isQuantity(self) || quantity(self).compareTo(quantity('256Mi')) >= 0",
                message = "storage.size must hold the log and two snapshots: ask for 256Mi or more",
                reason = "FieldValueInvalid")
        @ValidationRule(
                value = "!isQuantity(self) || !isQuantity(oldSelf) || quantity(self).compareTo(quantity(oldSelf)) >= 0",
                message =
                        "storage.size can only grow, since a volume can't shrink: put the old size back, or make a new database and copy the data",
                reason = "FieldValueForbidden")
        Quantity size,

        @Size(min = 1, max = 253)
        @JsonPropertyDescription("The storage class of the volumes, fixed at creation. Absent: the cluster's default.")
        @Nullable
        String storageClassName,

        @JsonPropertyDescription("What becomes of the volumes of members that go.")
        RetentionPolicy retentionPolicy) {

    public Storage(Quantity size, @Nullable String storageClassName, @Nullable RetentionPolicy retentionPolicy) {
        this.size = size;
        this.storageClassName = storageClassName;
        this.retentionPolicy = retentionPolicy != null ? retentionPolicy : RetentionPolicy.defaults();
    }
}
