package dev.baton.crds.spec;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Who must hold a write before it is acknowledged. */
public record Replication(
        @Default("SemiSynchronous")
        @JsonPropertyDescription(
                "Synchronous: every follower that is up; SemiSynchronous: synchronousFollowers of them; Asynchronous: the leader alone.")
        ReplicationMode mode,

        @Default("1")
        @Min(1)
        @Max(6)
        @JsonPropertyDescription(
                "How many followers confirm a write in the mode SemiSynchronous; ignored in the others.")
        Integer synchronousFollowers,

        @Default("Required")
        @JsonPropertyDescription(
                "What happens in the synchronous modes when too few followers are up. Required: writes wait. Preferred: the leader goes on with those that are up. Ignored in the mode Asynchronous.")
        Durability durability,

        @Default("Flushed")
        @JsonPropertyDescription(
                "When a member counts as holding a write. Flushed: it is on the member's disk. Received: its kernel has it.")
        AcknowledgeWhen acknowledge) {

    public Replication(
            @Nullable ReplicationMode mode,
            @Nullable Integer synchronousFollowers,
            @Nullable Durability durability,
            @Nullable AcknowledgeWhen acknowledge) {
        this.mode = requireNonNullElse(mode, ReplicationMode.SEMI_SYNCHRONOUS);
        this.synchronousFollowers = requireNonNullElse(synchronousFollowers, 1);
        this.durability = requireNonNullElse(durability, Durability.REQUIRED);
        this.acknowledge = requireNonNullElse(acknowledge, AcknowledgeWhen.FLUSHED);
    }

    public static Replication defaults() {
        return new Replication(null, null, null, null);
    }
}
