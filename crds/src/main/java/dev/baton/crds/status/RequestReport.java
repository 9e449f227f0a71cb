package dev.baton.crds.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a person asked for by an annotation, and what came of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestReport(
        @Required @Size(max = Bounds.ID) @JsonPropertyDescription("Made up by the operator when it saw the request.")
        String id,

        @Required @JsonPropertyDescription("What was asked for.")
        RequestType type,

        @Required @Size(max = Bounds.NAME) @JsonPropertyDescription("The member that shall lead, or auto.")
        String target,

        @Required @JsonPropertyDescription("How far it is.") RequestState state,

        @JsonPropertyDescription("Why it is in that state.") @Nullable
        RequestReason reason,

        @Size(max = Bounds.TEXT) @JsonPropertyDescription("The reason in a sentence, and what would help.") @Nullable
        String message,

        @Required @JsonPropertyDescription("When the operator saw it.")
        Instant receivedTime,

        @JsonPropertyDescription("When it ended.") @Nullable Instant completedTime,

        @JsonPropertyDescription("The epoch that was in force when it was accepted.") @Nullable
        Long acceptedEpoch,

        @Size(max = Bounds.ID) @JsonPropertyDescription("What stood in baton.dev/accept-data-loss beside it.") @Nullable
        String acceptDataLoss) {

    public RequestReport {
        target = Bounds.text(target, Bounds.NAME);
        message = Bounds.textOrNull(message, Bounds.TEXT);
        acceptDataLoss = Bounds.textOrNull(acceptDataLoss, Bounds.ID);
    }
}
