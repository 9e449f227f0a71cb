package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code storage.size} grows; the test's provisioner stands where a resizer would. */
@Timeout(120)
class VolumeGrowthApiServerIT {
    @RegisterExtension
    static final ApiServerScene scene = ApiServerScene.named("growth");

    @Test
    void volumesGrowWhereTheirClassLetsThemAndNoPodIsReplaced() {
        storageClass("growing-" + scene.namespace().name(), true);
        make("orders", "growing-" + scene.namespace().name());
        ReplicatedDatabaseStatus before = scene.databases().awaitReady("orders");
        List<String> pods = podUids("orders");

        long generation = grow("orders");
        scene.databases()
                .await(
                        "orders",
                        "the volumes have grown",
                        status -> Objects.equals(status.observedGeneration(), generation)
                                && Databases.is(status, "Ready", "True"));
        for (PersistentVolumeClaim volume : volumes("orders")) {
            assertThat(volume.getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("2Gi"));
            assertThat(volume.getStatus().getCapacity()).containsEntry("storage", new Quantity("2Gi"));
        }
        assertThat(podUids("orders")).isEqualTo(pods);
        assertThat(scene.databases().status("orders").epoch()).isEqualTo(before.epoch());
    }

    @Test
    void aClassThatForbidsItIsNamedAndTheDatabaseServesOnAndFailsOver() {
        storageClass("fixed-" + scene.namespace().name(), false);
        make("books", "fixed-" + scene.namespace().name());
        ReplicatedDatabaseStatus before = scene.databases().awaitReady("books");
        grow("books");
        ReplicatedDatabaseStatus stalled =
                scene.databases().await("books", "it is said", status -> Databases.is(status, "Stalled", "True"));
        assertThat(Databases.condition(stalled, "Stalled").getReason()).isEqualTo("VolumeNotExpandable");
        assertThat(Databases.condition(stalled, "Stalled").getMessage())
                .contains("fixed-" + scene.namespace().name(), "2Gi", "1Gi");
        assertThat(Databases.is(stalled, "Available", "True")).isTrue();
        assertThat(volumes("books"))
                .allSatisfy(volume -> assertThat(volume.getSpec().getResources().getRequests())
                        .containsEntry("storage", new Quantity("1Gi")));
        Awaitility.await("it is said once, not for each member in turn")
                .during(Duration.ofSeconds(7))
                .atMost(Duration.ofSeconds(15))
                .until(() -> scene.databases().eventsOf("books").stream()
                                .filter("VolumeNotExpandable"::equals)
                                .count()
                        <= 1);

        String lost = Objects.requireNonNull(before.leader());
        scene.kubelet().process(lost + "-0").destroyForcibly();
        scene.databases()
                .await(
                        "books",
                        "another epoch opened all the same",
                        status -> status.leader() != null && !Objects.equals(status.epoch(), before.epoch()));
    }

    private static void make(String name, String storageClass) {
        DatabaseYaml.named(name)
                .spec("replicas: 2, storage: {size: 1Gi, storageClassName: " + storageClass + "}")
                .in(scene.namespace())
                .create();
    }

    /** @return the generation that asks for more */
    private static long grow(String name) {
        scene.databases().patchSpec(name, Map.of("storage", Map.of("size", "2Gi")));
        return scene.databases().get(name).getMetadata().getGeneration();
    }

    private static void storageClass(String name, boolean grows) {
        scene.client()
                .resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withProvisioner("tests.baton.dev/folders")
                        .withAllowVolumeExpansion(grows)
                        .build())
                .create();
    }

    private static List<PersistentVolumeClaim> volumes(String database) {
        return scene.client()
                .persistentVolumeClaims()
                .inNamespace(scene.namespace().name())
                .withLabel("baton.dev/database", database)
                .list()
                .getItems();
    }

    private static List<String> podUids(String database) {
        return scene
                .client()
                .pods()
                .inNamespace(scene.namespace().name())
                .withLabel("baton.dev/database", database)
                .list()
                .getItems()
                .stream()
                .map(pod -> pod.getMetadata().getUid())
                .sorted()
                .toList();
    }
}
