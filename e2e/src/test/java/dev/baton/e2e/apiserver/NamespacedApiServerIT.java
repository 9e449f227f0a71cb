package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator bound to namespaces: a Role in each instead of a ClusterRole, and nothing of the cluster's own. */
class NamespacedApiServerIT {
    private static final String HERE = "watchNamespaces={NAMESPACE}";
    private Installation installed;

    @BeforeEach
    void start() {
        // As the chart's Deployment sets it.
        installed = Installation.start("bound", Map.of("BATON_CLUSTER_ACCESS", "false"), HERE);
    }

    @AfterEach
    void stop() {
        installed.close();
    }

    @Test
    void itFailsOverAndSeesADrainWithoutEverAskingForWhatBelongsToNoNamespace() {
        Databases databases = installed.databases();
        DatabaseYaml.named("orders").in(installed.namespace()).create();
        installed.loseLeader("orders");
        String leader = Objects.requireNonNull(databases.awaitReady("orders").leader());
        // What a drain does, and all the operator sees of it here.
        installed
                .client()
                .pods()
                .inNamespace(installed.namespace().name())
                .withName(leader + "-0")
                .evict();
        ReplicatedDatabaseStatus handedOver = databases.await(
                "orders",
                "another leads after the eviction",
                status -> status.leader() != null && !leader.equals(status.leader()));
        assertThat(handedOver.failoverHistory().getFirst().type()).isEqualTo(FailoverType.SWITCHOVER);
        databases.awaitReady("orders");

        String namespace = installed.namespace().name();
        assertThat(installed.asked()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.allowed()).as(request.toString()).isTrue();
            assertThat(request.namespace()).as(request.toString()).isEqualTo(namespace);
        });
    }

    @Test
    void itsRoleIsTheClusterRoleWithoutNodesAndStorageClasses() {
        List<HasMetadata> wide = Installation.chart(installed.namespace());
        List<HasMetadata> narrow = Installation.chart(installed.namespace(), HERE);
        String role = "baton-" + installed.namespace().name();
        assertThat(Rights.ofClusterRole(narrow, role)).isEmpty();
        String namespace = installed.namespace().name();
        TreeSet<String> missing = new TreeSet<>(Rights.of(wide, role, namespace));
        missing.removeAll(Rights.ofRoles(narrow, namespace));
        assertThat(missing).containsExactly("get nodes", "get storage.k8s.io/storageclasses");
        assertThat(Rights.of(wide, role, namespace)).containsAll(Rights.ofRoles(narrow, namespace));
    }
}
