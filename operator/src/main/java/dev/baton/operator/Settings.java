package dev.baton.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** All that can be set from outside, as properties or environment variables such as {@code BATON_NODE_IMAGE}. */
@ConfigMapping(prefix = "baton")
public interface Settings {
    /** Image of members whose spec names none. */
    Optional<String> nodeImage();

    /** Namespace the operator runs in; absent outside a cluster. */
    Optional<String> operatorNamespace();

    /** Name of the Lease by which replicas of the operator agree on the one that acts, in the operator's namespace. */
    @WithDefault("baton-operator")
    String leaseName();

    /** Name of this operator's pod, in events. */
    @WithDefault("baton-operator")
    String operatorName();

    /**
     * Whether it may read what belongs to no namespace: nodes and storage classes. Without, the end of a container proves nothing, and a
     * lost leader is judged by its silence alone.
     */
    @WithDefault("true")
    boolean clusterAccess();

    /** How long the password before a change is let in besides the new one at least, in seconds. */
    @WithDefault("3600")
    long keepPreviousPasswordSeconds();

    /** How often a member is asked how it stands, in milliseconds. */
    @WithDefault("200")
    long probeMillis();

    /** How long connecting to a member and an answer of it may take, in milliseconds. */
    @WithDefault("400")
    int memberTimeoutMillis();
}
