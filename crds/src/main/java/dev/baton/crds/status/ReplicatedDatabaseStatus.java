package dev.baton.crds.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator says of a database. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplicatedDatabaseStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @Size(max = Bounds.NAME) @JsonPropertyDescription("The member that leads.") @Nullable
        String leader,

        @JsonPropertyDescription("Since when it leads.") @Nullable
        Instant leaderSince,

        @JsonPropertyDescription("The number of the leader's reign; it only grows.") @Nullable
        Long epoch,

        @StatusReplicas @JsonPropertyDescription("How many members there are.") @Nullable
        Integer replicas,

        @JsonPropertyDescription("How many members serve as their role asks.") @Nullable
        Integer readyReplicas,

        @LabelSelector
        @Size(max = Bounds.TEXT)
        @JsonPropertyDescription("Selects the members' pods, for the scale subresource.")
        @Nullable
        String selector,

        @Size(max = Bounds.MEMBERS)
        @JsonPropertyDescription(
                "The followers that confirm a write before it is acknowledged: the rule in force, not the wish.")
        List<String> synchronousFollowers,

        @Size(max = 512) @JsonPropertyDescription("The image the members run or are being moved to.") @Nullable
        String image,

        @Size(max = Bounds.MEMBERS) @JsonPropertyDescription("The members, and those that are leaving.")
        List<MemberReport> members,

        @Size(max = Bounds.REQUESTS) @JsonPropertyDescription("What people asked for by annotations, newest first.")
        List<RequestReport> requests,

        @Size(max = Bounds.FAILOVERS) @JsonPropertyDescription("How the last epochs came to be, newest first.")
        List<FailoverReport> failoverHistory,

        @Size(max = Bounds.CONDITIONS) @JsonPropertyDescription("The state in the words of Kubernetes.")
        List<Condition> conditions) {

    public ReplicatedDatabaseStatus(
            @Nullable Long observedGeneration,
            @Nullable String leader,
            @Nullable Instant leaderSince,
            @Nullable Long epoch,
            @Nullable Integer replicas,
            @Nullable Integer readyReplicas,
            @Nullable String selector,
            @Nullable List<String> synchronousFollowers,
            @Nullable String image,
            @Nullable List<MemberReport> members,
            @Nullable List<RequestReport> requests,
            @Nullable List<FailoverReport> failoverHistory,
            @Nullable List<Condition> conditions) {
        this.observedGeneration = observedGeneration;
        this.leader = leader;
        this.leaderSince = leaderSince;
        this.epoch = epoch;
        this.replicas = replicas;
        this.readyReplicas = readyReplicas;
        this.selector = selector;
        this.synchronousFollowers = Bounds.list(synchronousFollowers, Bounds.MEMBERS);
        this.image = image;
        this.members = Bounds.list(members, Bounds.MEMBERS);
        this.requests = Bounds.list(requests, Bounds.REQUESTS);
        this.failoverHistory = Bounds.list(failoverHistory, Bounds.FAILOVERS);
        this.conditions = Bounds.list(conditions, Bounds.CONDITIONS);
    }

    /** The status of a database nobody has looked at yet. */
    public static ReplicatedDatabaseStatus empty() {
        return new ReplicatedDatabaseStatus(
                null, null, null, null, null, null, null, null, null, null, null, null, null);
    }
}
