package dev.baton.crds.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The clients' password. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Auth(
        @JsonPropertyDescription(
                "A Secret whose key password is the clients' password. Absent: the operator makes one, NAME-auth.")
        @Nullable
        SecretReference secretRef) {}
