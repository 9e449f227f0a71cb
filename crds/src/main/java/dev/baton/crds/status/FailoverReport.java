package dev.baton.crds.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an epoch came to be. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailoverReport(
        @Required @JsonPropertyDescription("The epoch that began.")
        Long epoch,

        @Required @JsonPropertyDescription("How it came to be.")
        FailoverType type,

        @JsonPropertyDescription("Why the epoch before it ended.") @Nullable
        FailoverCause cause,

        @Size(max = Bounds.JUDGES) @JsonPropertyDescription("Who judged the leader lost: operator, or members by name.")
        List<String> judgedBy,

        @Size(max = Bounds.NAME) @JsonPropertyDescription("The leader before.") @Nullable
        String from,

        @Size(max = Bounds.NAME) @JsonPropertyDescription("The leader after.") @Nullable
        String to,

        @Size(max = Bounds.CANDIDATES) @JsonPropertyDescription("The members that were looked at.")
        List<Candidate> candidates,

        @JsonPropertyDescription("Whether a person accepted that acknowledged writes are lost.") @Nullable
        Boolean lossAccepted,

        @JsonPropertyDescription(
                "Whether acknowledged writes may be missing: under acknowledge Received, power took the leader and all its synchronous followers.")
        @Nullable
        Boolean writesMayBeMissing,

        @JsonPropertyDescription(
                "How many writes the old leader had to cut off its log; absent until it returned and said so.")
        @Nullable
        Long discardedWrites,

        @JsonPropertyDescription("When the leader was judged lost, or the request accepted.") @Nullable
        Instant detectedTime,

        @JsonPropertyDescription("When enough members had promised to obey no older epoch.") @Nullable
        Instant fencedTime,

        @JsonPropertyDescription("When the new leader was written into the leadership record.") @Nullable
        Instant promotedTime,

        @JsonPropertyDescription("When it accepted writes.") @Nullable
        Instant servingTime) {

    public FailoverReport(
            Long epoch,
            FailoverType type,
            @Nullable FailoverCause cause,
            @Nullable List<String> judgedBy,
            @Nullable String from,
            @Nullable String to,
            @Nullable List<Candidate> candidates,
            @Nullable Boolean lossAccepted,
            @Nullable Boolean writesMayBeMissing,
            @Nullable Long discardedWrites,
            @Nullable Instant detectedTime,
            @Nullable Instant fencedTime,
            @Nullable Instant promotedTime,
            @Nullable Instant servingTime) {
        this.epoch = epoch;
        this.type = type;
        this.cause = cause;
        this.judgedBy = Bounds.list(judgedBy, Bounds.JUDGES);
        this.from = from;
        this.to = to;
        this.candidates = Bounds.list(candidates, Bounds.CANDIDATES);
        this.lossAccepted = lossAccepted;
        this.writesMayBeMissing = writesMayBeMissing;
        this.discardedWrites = discardedWrites;
        this.detectedTime = detectedTime;
        this.fencedTime = fencedTime;
        this.promotedTime = promotedTime;
        this.servingTime = servingTime;
    }
}
