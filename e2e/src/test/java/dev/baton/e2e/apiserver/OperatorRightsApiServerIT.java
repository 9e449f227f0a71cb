package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.ReplicatedDatabase;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator with the rights of the chart, no more: what it asks of the API server is what it is granted, to the last verb. */
class OperatorRightsApiServerIT {
    private Installation installed;

    @BeforeEach
    void start() {
        installed = Installation.start("rights", Map.of());
    }

    @AfterEach
    void stop() {
        installed.close();
    }

    @Test
    void whatItAsksInALifeIsWhatTheClusterRoleGrants() throws Exception {
        Databases databases = installed.databases();
        DatabaseYaml.named("shelf")
                .spec("replicas: 1, replication: {mode: Asynchronous},"
                        + " storage: {size: 1Gi, storageClassName: none-such}")
                .in(installed.namespace())
                .create();
        DatabaseYaml.named("orders")
                .spec("replicas: 3, storage: {size: 1Gi, retentionPolicy: {whenScaled: Delete}}")
                .in(installed.namespace())
                .create();
        databases.awaitReady("orders");

        databases.annotate("orders", "baton.dev/switchover", "orders-1");
        databases.await("orders", "orders-1 leads", status -> "orders-1".equals(status.leader()));
        installed.loseLeader("orders");
        databases.awaitReady("orders");
        installed
                .client()
                .secrets()
                .inNamespace(installed.namespace().name())
                .withName("orders-control")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"baton.dev/rotate\":\"true\"}}}");
        installed.change(
                "orders",
                "{\"spec\":{\"pod\":{\"annotations\":{\"team\":\"storage\"}},\"networkPolicy\":{\"policy\":\"None\"}}}");
        installed.change("orders", "{\"spec\":{\"replicas\":2}}");
        Awaitility.await("the volume of orders-2 is deleted")
                .atMost(Duration.ofSeconds(30))
                .until(() -> installed
                                .client()
                                .persistentVolumeClaims()
                                .inNamespace(installed.namespace().name())
                                .withName("orders-2")
                                .get()
                        == null);
        databases.await(
                "shelf",
                "the missing class is named",
                status -> Databases.condition(status, "Stalled").getReason().equals("StorageClassNotFound"));
        assertThat(installed
                        .client()
                        .network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(installed.namespace().name())
                        .withName("orders-members")
                        .get())
                .as("the policy that the spec asks for no more")
                .isNull();

        List<AuditLog.Asked> asked = installed.asked();
        assertThat(asked).filteredOn(request -> !request.allowed()).isEmpty();
        assertThat(used(asked))
                .as("rights used = rights granted")
                .isEqualTo(Rights.of(
                        Installation.chart(installed.namespace()),
                        "baton-" + installed.namespace().name(),
                        installed.namespace().name()));

        metricsTellOfIt();
        installed
                .client()
                .resources(ReplicatedDatabase.class)
                .inNamespace(installed.namespace().name())
                .withName("orders")
                .delete();
        Awaitility.await("the series of the deleted database disappear")
                .atMost(Duration.ofSeconds(30))
                .until(() -> !metrics().contains("database=\"orders\""));
        assertThat(metrics()).contains("database=\"shelf\"");
    }

    private void metricsTellOfIt() throws IOException, InterruptedException {
        assertThat(metrics())
                .containsPattern("baton_failovers_total\\{cause=\"Leader\\w+\",type=\"Failover\"\\} 1\\.0")
                .containsPattern("baton_failover_duration_seconds_count\\{phase=\"detected\",type=\"Failover\"\\} 1")
                .containsPattern(
                        "baton_failover_duration_seconds_count\\{phase=\"serving\",type=\"Switchover\"\\} [1-9]")
                .containsPattern("baton_databases\\{condition=\"Ready\",status=\"True\"\\} 1\\.0")
                .containsPattern("baton_database_condition\\{condition=\"Ready\",database=\"orders\",[^}]*\\} 1\\.0")
                .containsPattern("baton_member_lag_bytes\\{database=\"orders\",member=\"orders-0\",[^}]*\\} [0-9]")
                .doesNotContain("member=\"orders-2\"")
                .containsPattern("baton_reconcile_duration_seconds_count\\{outcome=\"success\"\\} [1-9]");
    }

    private String metrics() throws IOException, InterruptedException {
        return installed.operator().ask("/q/metrics").body();
    }

    private static TreeSet<String> used(List<AuditLog.Asked> asked) {
        TreeSet<String> used = new TreeSet<>();
        for (AuditLog.Asked request : asked) {
            used.add(request.right());
            if (request.created()) {
                // An apply that makes the object needs the right to create it besides.
                used.add(AuditLog.right("create", request.group(), request.resource()));
            }
        }
        return used;
    }
}
