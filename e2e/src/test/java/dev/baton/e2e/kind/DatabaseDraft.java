package dev.baton.e2e.kind;

import dev.baton.crds.spec.FailoverPolicy;
import dev.baton.crds.spec.ReplicationMode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;

/** A database as a person types it; {@link #apply} sends exactly that, so that the defaults are the API server's. */
public final class DatabaseDraft {
    private final Scene scene;
    private final String name;
    private int replicas = 3;
    private String image = "";
    private String storageClass = "";
    private final List<String> replication = new ArrayList<>();
    private final List<String> failover = new ArrayList<>();

    DatabaseDraft(Scene scene, String name) {
        this.scene = scene;
        this.name = name;
    }

    public DatabaseDraft replicas(int count) {
        replicas = count;
        return this;
    }

    public DatabaseDraft mode(ReplicationMode mode) {
        replication.add("mode: " + mode.label());
        return this;
    }

    public DatabaseDraft policy(FailoverPolicy policy) {
        failover.add("policy: " + policy.label());
        return this;
    }

    public DatabaseDraft image(String name) {
        image = "image: '" + name + "', ";
        return this;
    }

    public DatabaseDraft storageClass(String name) {
        storageClass = "storageClassName: '" + name + "', ";
        return this;
    }

    public Database apply() {
        String yaml = """
                apiVersion: baton.dev/v1alpha1
                kind: ReplicatedDatabase
                metadata: {name: %s}
                spec: {replicas: %d, %sreplication: {%s}, failover: {%s}, storage: {%ssize: 256Mi, retentionPolicy: {whenDeleted: Delete}}}
                """.formatted(
                name, replicas, image, String.join(", ", replication), String.join(", ", failover), storageClass);
        GenericKubernetesResource typed =
                scene.client().getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
        scene.client().resource(typed).inNamespace(scene.namespace()).create();
        return new Database(scene, name);
    }
}
