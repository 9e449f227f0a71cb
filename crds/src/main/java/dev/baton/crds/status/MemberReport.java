package dev.baton.crds.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.MemberState;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a member is doing.
 *
 * @param role a {@link MemberRole#label()}; the schema names no values, so that an older CRD takes a newer operator's
 * @param state a {@link MemberState#label()}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemberReport(
        @Required @Size(max = Bounds.NAME) @JsonPropertyDescription("The member's name.")
        String name,

        @Size(max = Bounds.NAME) @JsonPropertyDescription("Its pod.") @Nullable
        String pod,

        @Size(max = Bounds.NODE) @JsonPropertyDescription("The node the pod runs on.") @Nullable
        String node,

        @Size(max = Bounds.ID) @JsonPropertyDescription("Leader or Follower.") @Nullable
        String role,

        @Size(max = Bounds.ID)
        @JsonPropertyDescription("What it is doing: Starting, Open, Streaming, Seeding and others, see the reference.")
        @Nullable
        String state,

        @JsonPropertyDescription("How far a follower is behind its leader, in time.") @Nullable
        LagClass lag,

        @Min(0)
        @Max(100)
        @JsonPropertyDescription("While it is being seeded: how much of the snapshot it has, in tens.")
        @Nullable
        Integer seededPercent,

        @Size(max = Bounds.ERROR) @JsonPropertyDescription("What went wrong last, in the member's words.") @Nullable
        String lastError,

        @Size(max = Bounds.ID)
        @JsonPropertyDescription("Names the data on its volume; another one means that the volume was lost or swapped.")
        @Nullable
        String incarnation) {

    public MemberReport {
        lastError = Bounds.textOrNull(lastError, Bounds.ERROR);
    }

    public MemberReport(
            String name,
            @Nullable String pod,
            @Nullable String node,
            MemberRole role,
            MemberState state,
            @Nullable LagClass lag,
            @Nullable Integer seededPercent,
            @Nullable String lastError,
            @Nullable String incarnation) {
        this(name, pod, node, role.label(), state.label(), lag, seededPercent, lastError, incarnation);
    }
}
