package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.status.MemberReport;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator against a real API server, with real node processes: operators that come and go, and databases that do. */
class OperatorLifeApiServerIT {
    @RegisterExtension
    final ApiServerScene scene = ApiServerScene.named("operator");

    private TestNamespace namespace;
    private Databases databases;

    @BeforeEach
    void begin() {
        namespace = scene.namespace();
        databases = scene.databases();
    }

    @Test
    void aDatabaseServesOnWithoutItsOperatorAndTheNextOneTakesOver() throws InterruptedException {
        DatabaseYaml.named("orders").in(namespace).create();
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        // In the midst of its work: it looks at the members several times a second.
        long start = System.nanoTime();
        OperatorProcess operator = scene.process();
        operator.process().destroy();
        assertThat(operator.process().waitFor(10, TimeUnit.SECONDS))
                .as("SIGTERM ends the operator within 10 s; it says\n%s", operator.lastLines(30))
                .isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        String lost = Objects.requireNonNull(before.leader());
        scene.kubelet().process(lost + "-0").destroyForcibly();
        Awaitility.await("nobody is promoted without an operator")
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(record()).contains("\"epoch\":" + before.epoch() + ",\"phase\":\"OPEN\""));
        scene.startOperatorAnew();
        databases = scene.databases();
        ReplicatedDatabaseStatus after = databases.await(
                "orders",
                "a new epoch opened",
                status -> status.leader() != null
                        && Objects.requireNonNull(status.epoch()) > Objects.requireNonNull(before.epoch()));
        assertThat(after.epoch()).isEqualTo(Objects.requireNonNull(before.epoch()) + 1);
        databases.awaitReady("orders");
    }

    @Test
    void underManualPolicyALostLeaderWaitsForAPerson() {
        DatabaseYaml.named("orders")
                .spec("replicas: 3, storage: {size: 1Gi}, failover: {policy: Manual}")
                .in(namespace)
                .create();
        ReplicatedDatabaseStatus before =
                databases.await("orders", "orders is ready", status -> Databases.is(status, "Ready", "True"));
        String lost = Objects.requireNonNull(before.leader());
        scene.kubelet().process(lost + "-0").destroyForcibly();
        ReplicatedDatabaseStatus waiting = databases.await(
                "orders",
                "the status says that it waits for a request",
                status -> Databases.condition(status, "Available").getReason().equals("WaitingForRequest"));
        assertThat(waiting.epoch()).isEqualTo(before.epoch());
        databases.annotate("orders", "baton.dev/failover", "auto");
        ReplicatedDatabaseStatus after = databases.await(
                "orders",
                "a new epoch opened",
                status -> status.leader() != null && !Objects.equals(status.epoch(), before.epoch()));
        assertThat(after.epoch()).isEqualTo(Objects.requireNonNull(before.epoch()) + 1);
    }

    @Test
    void aDatabaseGrowsAndIsDeletedAndFoundAgainWithItsData() {
        DatabaseYaml.named("orders").in(namespace).create();
        databases.awaitReady("orders");
        databases.scale("orders", 4);
        ReplicatedDatabaseStatus grown = databases.await(
                "orders",
                "orders is ready with four members",
                status -> Databases.is(status, "Ready", "True") && Objects.equals(status.readyReplicas(), 4));
        List<String> incarnations =
                grown.members().stream().map(MemberReport::incarnation).toList();

        client().resources(ReplicatedDatabase.class)
                .inNamespace(namespace.name())
                .withName("orders")
                .delete();
        Awaitility.await("nothing is left but volumes and passwords")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(left())
                        .containsExactlyInAnyOrder(
                                "PersistentVolumeClaim orders-0",
                                "PersistentVolumeClaim orders-1",
                                "PersistentVolumeClaim orders-2",
                                "PersistentVolumeClaim orders-3",
                                "Secret orders-auth",
                                "Secret orders-control"));

        DatabaseYaml.named("orders").in(namespace).create(); // replicas: 3
        ReplicatedDatabaseStatus stalled = databases.await(
                "orders", "four volumes are too many for three", status -> Databases.is(status, "Stalled", "True"));
        assertThat(Databases.condition(stalled, "Stalled").getReason()).isEqualTo("VolumesExceedReplicas");
        databases.scale("orders", 4);
        ReplicatedDatabaseStatus found = databases.awaitReady("orders");
        assertThat(found.members().stream().map(MemberReport::incarnation)).containsExactlyElementsOf(incarnations);
        assertThat(found.epoch()).isGreaterThan(Objects.requireNonNull(grown.epoch()));
        assertThat(databases.eventsOf("orders")).contains("VolumeAdopted");
    }

    private KubernetesClient client() {
        return namespace.client();
    }

    private String record() {
        return Objects.requireNonNull(client().leases()
                .inNamespace(namespace.name())
                .withName("orders-leadership")
                .get()
                .getMetadata()
                .getAnnotations()
                .get("baton.dev/record"));
    }

    private List<String> left() {
        String in = namespace.name();
        return Stream.of(
                        client().apps()
                                .statefulSets()
                                .inNamespace(in)
                                .withLabel("baton.dev/database")
                                .list(),
                        client().pods()
                                .inNamespace(in)
                                .withLabel("baton.dev/database")
                                .list(),
                        client().persistentVolumeClaims()
                                .inNamespace(in)
                                .withLabel("baton.dev/database")
                                .list(),
                        client().services()
                                .inNamespace(in)
                                .withLabel("baton.dev/database")
                                .list(),
                        client().policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(in)
                                .withLabel("baton.dev/database")
                                .list(),
                        client().network()
                                .v1()
                                .networkPolicies()
                                .inNamespace(in)
                                .withLabel("baton.dev/database")
                                .list(),
                        client().serviceAccounts()
                                .inNamespace(in)
                                .withLabel("baton.dev/database")
                                .list(),
                        client().leases()
                                .inNamespace(in)
                                .withLabel("baton.dev/database")
                                .list(),
                        client().secrets()
                                .inNamespace(in)
                                .withLabel("baton.dev/database")
                                .list())
                .flatMap(list -> list.getItems().stream())
                .map(HasMetadata.class::cast)
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .toList();
    }
}
