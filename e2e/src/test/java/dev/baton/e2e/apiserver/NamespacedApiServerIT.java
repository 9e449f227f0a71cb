package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.FailoverCause;
import dev.baton.crds.status.FailoverReport;
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
    void itFailsOverAndSeesADrainWithoutEverAskingForWhatBelongsToNoNamespace() throws Exception {
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
        FailoverReport report = handedOver.failoverHistory().getFirst();
        assertThat(report.type()).isEqualTo(FailoverType.SWITCHOVER);
        assertThat(report.cause()).isEqualTo(FailoverCause.LEADER_LEAVING);
        assertThat(report.judgedBy()).containsExactly("operator");
        databases.awaitReady("orders");
        assertThat(databases.messagesOf("orders", "SwitchoverStarted"))
                .singleElement()
                .asString()
                .contains(leader + " is about to end");
        everyMetricTells(namespace(), installed.operator().ask("/q/metrics").body());

        String namespace = namespace();
        assertThat(installed.asked()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.allowed()).as(request.toString()).isTrue();
            assertThat(request.namespace()).as(request.toString()).isEqualTo(namespace);
        });
    }

    /** What it did here is told by each metric of docs/metrics-operator.md. */
    private static void everyMetricTells(String namespace, String page) {
        String database = "database=\"orders\"";
        String of = "namespace=\"" + namespace + "\"";
        assertThat(page)
                .contains("baton_failovers_total{cause=\"LeaderLeaving\",type=\"Switchover\"} 1.0")
                .contains("baton_failover_duration_seconds_count{phase=\"serving\",type=\"Switchover\"} 1")
                .contains("baton_failover_duration_seconds_count{phase=\"fenced\",type=\"Failover\"} 1")
                .contains("baton_databases{condition=\"Ready\",status=\"True\"} 1.0")
                .contains("baton_database_condition{condition=\"Ready\"," + database + "," + of + "} 1.0")
                .containsPattern("baton_reconcile_duration_seconds_count\\{outcome=\"success\"} [1-9]")
                .containsPattern("baton_reconcile_duration_seconds_max\\{outcome=\"success\"} [0-9.]*[1-9]");
        for (String member : List.of("orders-0", "orders-1", "orders-2")) {
            String labels = "\\{" + database + ",member=\"" + member + "\"," + of + "} [0-9]";
            assertThat(page)
                    .containsPattern("baton_member_lag_bytes" + labels)
                    .containsPattern("baton_member_lag_seconds" + labels);
        }
    }

    private String namespace() {
        return installed.namespace().name();
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
