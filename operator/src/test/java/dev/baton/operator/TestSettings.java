package dev.baton.operator;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings as the defaults are, but for what a test says.
 *
 * @param image of members whose spec names none; null for none
 * @param namespace where the operator runs; null outside of a cluster
 */
public record TestSettings(@Nullable String image, @Nullable String namespace, boolean clusterAccess)
        implements Settings {
    @Override
    public Optional<String> nodeImage() {
        return Optional.ofNullable(image);
    }

    @Override
    public Optional<String> operatorNamespace() {
        return Optional.ofNullable(namespace);
    }

    @Override
    public String leaseName() {
        return "baton-operator";
    }

    @Override
    public String operatorName() {
        return "baton-operator";
    }

    @Override
    public long keepPreviousPasswordSeconds() {
        return 3600;
    }

    @Override
    public long probeMillis() {
        return 200;
    }

    @Override
    public int memberTimeoutMillis() {
        return 400;
    }
}
