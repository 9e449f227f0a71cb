package dev.baton.crds.spec;

import static java.util.Objects.requireNonNullElseGet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import org.jspecify.annotations.Nullable;

/** What a user asks of a database. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value =
                "self.replication.mode == 'Asynchronous' || self.replication.durability != 'Required' || self.replicas >= 2",
        message =
                "replication.durability Required needs a follower that can confirm a write: set replicas to 2 or more, or replication.mode to Asynchronous, or replication.durability to Preferred",
        fieldPath = ".replicas",
        reason = "FieldValueInvalid")
@ValidationRule(
        value =
                "self.replication.mode != 'SemiSynchronous' || self.replicas < 2 || self.replication.synchronousFollowers < self.replicas",
        message =
                "replication.synchronousFollowers must be less than replicas, since the leader is one of them: lower it, or raise replicas",
        fieldPath = ".replication.synchronousFollowers",
        reason = "FieldValueInvalid")
public record ReplicatedDatabaseSpec(
        @Required
        @Min(1)
        @Max(7)
        @SpecReplicas
        @JsonPropertyDescription(
                "How many members there are, the leader included. No default: a line lost from Git must not scale a database.")
        Integer replicas,

        @JsonPropertyDescription("Who must hold a write before it is acknowledged.")
        Replication replication,

        @JsonPropertyDescription("When and how a lost leader is replaced.")
        Failover failover,

        @Required @JsonPropertyDescription("The members' volumes.")
        Storage storage,

        @Size(min = 1, max = 512)
        @JsonPropertyDescription(
                "The image of the members. Absent: the operator's default when the database was created, kept thereafter, so that an upgrade of the operator restarts nothing.")
        @Nullable
        String image,

        @JsonPropertyDescription("Bounds of a member, changed without a restart.")
        Limits limits,

        @JsonPropertyDescription("The clients' password.") @Nullable
        Auth auth,

        @JsonPropertyDescription("The Services clients connect to.")
        Services service,

        @JsonPropertyDescription("Who may connect to the members.")
        NetworkAccess networkPolicy,

        @JsonPropertyDescription("What the members' pods have besides what Baton needs.")
        PodSettings pod) {

    public ReplicatedDatabaseSpec(
            Integer replicas,
            @Nullable Replication replication,
            @Nullable Failover failover,
            Storage storage,
            @Nullable String image,
            @Nullable Limits limits,
            @Nullable Auth auth,
            @Nullable Services service,
            @Nullable NetworkAccess networkPolicy,
            @Nullable PodSettings pod) {
        this.replicas = replicas;
        this.replication = requireNonNullElseGet(replication, Replication::defaults);
        this.failover = requireNonNullElseGet(failover, Failover::defaults);
        this.storage = storage;
        this.image = image;
        this.limits = requireNonNullElseGet(limits, Limits::defaults);
        this.auth = auth;
        this.service = requireNonNullElseGet(service, Services::defaults);
        this.networkPolicy = requireNonNullElseGet(networkPolicy, NetworkAccess::defaults);
        this.pod = requireNonNullElseGet(pod, PodSettings::none);
    }
}
