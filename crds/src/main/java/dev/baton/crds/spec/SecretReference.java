package dev.baton.crds.spec;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A Secret of the database's namespace. */
public record SecretReference(
        @Required @Size(min = 1, max = 253) @JsonPropertyDescription("The Secret's name.")
        String name) {}
