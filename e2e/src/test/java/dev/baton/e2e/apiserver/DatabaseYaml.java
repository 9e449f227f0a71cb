package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;

/** A database as a user types it: the tests must not send what the Java types fill in, but what stands in the YAML. */
record DatabaseYaml(String name, String spec) {
    static DatabaseYaml named(String name) {
        return new DatabaseYaml(name, "replicas: 3, storage: {size: 1Gi}");
    }

    DatabaseYaml spec(String spec) {
        return new DatabaseYaml(name, spec);
    }

    Resource<GenericKubernetesResource> in(TestNamespace namespace) {
        return in(namespace.client(), namespace.name());
    }

    Resource<GenericKubernetesResource> in(KubernetesClient client, String namespace) {
        String yaml = """
                apiVersion: baton.dev/v1alpha1
                kind: ReplicatedDatabase
                metadata: {name: '%s', namespace: %s}
                spec: {%s}
                """.formatted(name, namespace, spec);
        GenericKubernetesResource parsed =
                client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
        return client.resource(parsed);
    }
}
