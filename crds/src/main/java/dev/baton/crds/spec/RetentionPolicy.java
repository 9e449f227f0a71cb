package dev.baton.crds.spec;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** What becomes of the volumes of members that go. */
public record RetentionPolicy(
        @Default("Retain")
        @JsonPropertyDescription(
                "When the database is deleted. Retain: a database of the same name takes the volumes over with their data.")
        VolumePolicy whenDeleted,

        @Default("Retain")
        @JsonPropertyDescription("When a member is scaled away. Retain: the volume stays, labelled baton.dev/retired.")
        VolumePolicy whenScaled) {

    public RetentionPolicy(@Nullable VolumePolicy whenDeleted, @Nullable VolumePolicy whenScaled) {
        this.whenDeleted = requireNonNullElse(whenDeleted, VolumePolicy.RETAIN);
        this.whenScaled = requireNonNullElse(whenScaled, VolumePolicy.RETAIN);
    }

    public static RetentionPolicy defaults() {
        return new RetentionPolicy(null, null);
    }
}
