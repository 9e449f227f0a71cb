package dev.baton.crds.spec;

import static java.util.Objects.requireNonNullElseGet;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The Services clients connect to. */
public record Services(
        @JsonPropertyDescription("NAME-leader, where writes go.")
        ServiceSettings leader,

        @JsonPropertyDescription("NAME-followers, where reads may go.")
        ServiceSettings followers) {

    public Services(@Nullable ServiceSettings leader, @Nullable ServiceSettings followers) {
        this.leader = requireNonNullElseGet(leader, ServiceSettings::defaults);
        this.followers = requireNonNullElseGet(followers, ServiceSettings::defaults);
    }

    public static Services defaults() {
        return new Services(null, null);
    }
}
