package dev.baton.e2e.kind;

import dev.baton.crds.ReplicatedDatabase;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A namespace of its own, held to Pod Security {@code restricted}, and what a scenario does in it. One thread at a time. */
public final class Scene implements AutoCloseable {
    private final KindCluster cluster;
    private final String namespace;
    private final Faults faults;
    private final List<AutoCloseable> owned = new ArrayList<>();

    private Scene(KindCluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.faults = new Faults(cluster.client(), namespace);
    }

    public static Scene open(String words) {
        KindCluster cluster;
        try {
            cluster = KindCluster.shared();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name = words + "-" + UUID.randomUUID().toString().substring(0, 4);
        Namespace namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build();
        cluster.client().resource(namespace).create();
        return new Scene(cluster, name);
    }

    /** A database not yet applied: three members, semi-synchronous. */
    public DatabaseDraft database(String name) {
        return new DatabaseDraft(this, name);
    }

    public Faults faults() {
        return faults;
    }

    public KubernetesClient client() {
        return cluster.client();
    }

    public KindCluster cluster() {
        return cluster;
    }

    public String namespace() {
        return namespace;
    }

    public List<ReplicatedDatabase> databases() {
        return client().resources(ReplicatedDatabase.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    /** It is closed after the scene's databases are deleted. */
    public void owns(AutoCloseable thing) {
        owned.add(thing);
    }

    @Override
    public void close() throws Exception {
        try {
            faults.close();
            // First the databases: their volumes would outlive them in a namespace that goes slowly, and the disk is
            // small.
            databases().forEach(database -> client().resource(database).delete());
            for (AutoCloseable thing : owned) {
                thing.close();
            }
        } finally {
            client().namespaces().withName(namespace).withGracePeriod(0).delete();
        }
    }
}
