package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.client.KubernetesClient;

/** A namespace of one test. Closing it begins its deletion and doesn't wait for the end. */
public record TestNamespace(ApiServer server, String name) implements AutoCloseable {
    public KubernetesClient client() {
        return server.client();
    }

    @Override
    public void close() {
        server.client().namespaces().withName(name).delete();
    }
}
