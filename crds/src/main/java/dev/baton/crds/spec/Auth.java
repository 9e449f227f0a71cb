package dev.baton.crds.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The clients' password, and further users. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Auth(
        @JsonPropertyDescription(
                "A Secret whose key password is the clients' password; its key users.acl may hold further users, one a line as ACL LIST writes them. Absent: the operator makes one, NAME-auth.")
        @Nullable
        SecretReference secretRef) {}
