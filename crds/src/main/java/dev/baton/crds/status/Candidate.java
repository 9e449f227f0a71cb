package dev.baton.crds.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What an election thought of a member. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Candidate(
        @Required @Size(max = Bounds.NAME) @JsonPropertyDescription("The member's name.")
        String name,

        @Size(max = Bounds.ID)
        @JsonPropertyDescription("The end of its log then, as epoch:offset; absent when it did not answer.")
        @Nullable
        String position,

        @Required @JsonPropertyDescription("What came of it.")
        CandidateVerdict verdict) {}
