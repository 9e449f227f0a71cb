package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.FailoverCause;
import dev.baton.crds.status.MemberReport;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.workload.Workload;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a platform team does to a living database, while a client writes to it: nothing acknowledged is lost on the way. */
class LifeCycleApiServerIT {
    @RegisterExtension
    final ApiServerScene scene = ApiServerScene.named("cycle");

    @TempDir
    private Path directory;

    private TestNamespace namespace;
    private Databases databases;
    private Clients clients;

    @BeforeEach
    void makeDatabase() {
        namespace = scene.namespace();
        databases = scene.databases();
        clients = new Clients(namespace, "orders");
        DatabaseYaml.named("orders").in(namespace).create();
        databases.awaitReady("orders");
    }

    @Test
    void aChangedPodRollsOutOneMemberAtATimeTheLeaderLastByOneHandOver() throws Exception {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        Map<String, String> pods = podUids();
        try (Workload workload = clients.load(directory)) {
            Clients.acknowledges(workload, 200);
            databases.patchSpec("orders", Map.of("pod", Map.of("annotations", Map.of("team", "storage"))));
            ReplicatedDatabaseStatus after = awaitRolledOut();
            assertThat(podUids().keySet()).isEqualTo(pods.keySet());
            podUids()
                    .forEach((pod, uid) ->
                            assertThat(uid).as(pod + " was replaced").isNotEqualTo(pods.get(pod)));
            assertThat(after.epoch()).as("one hand-over").isEqualTo(Objects.requireNonNull(before.epoch()) + 1);
            assertThat(after.leader()).isNotEqualTo(before.leader());
            assertThat(after.failoverHistory().getFirst().cause()).isEqualTo(FailoverCause.ROLLOUT);
            assertThat(incarnations(after)).as("nobody was seeded anew").isEqualTo(incarnations(before));
            Clients.acknowledges(workload, 200);
            clients.lostNothing(workload);
        }
        assertThat(databases.eventsOf("orders").stream()
                        .filter("PodReplaced"::equals)
                        .count())
                .isEqualTo(3);
    }

    @Test
    void anImageThatDoesNotStartHaltsTheRolloutAtOneFollowerAndAMendedSpecGoesOn() throws Exception {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        Map<String, String> pods = podUids();
        try (Workload workload = clients.load(directory)) {
            databases.patchSpec("orders", Map.of("image", "baton-node:mistyped"));
            ReplicatedDatabaseStatus halted = databases.await(
                    "orders",
                    "the image is said not to start",
                    status -> Databases.condition(status, "Ready").getReason().equals("ImageNotStarting"));
            assertThat(Databases.is(halted, "Available", "True")).isTrue();
            Clients.acknowledges(workload, 500);
            Map<String, String> untouched = podUids();
            untouched.entrySet().retainAll(pods.entrySet());
            assertThat(untouched).as("pods that run on").hasSize(2).containsKey(before.leader() + "-0");
            databases.patchSpec("orders", Map.of("image", RunningOperator.NODE_IMAGE));
            ReplicatedDatabaseStatus after = awaitRolledOut();
            assertThat(after.leader()).isEqualTo(before.leader());
            assertThat(after.epoch()).isEqualTo(before.epoch());
            clients.lostNothing(workload);
        }
    }

    @Test
    void theLeaderIsScaledAwayAfterItHandedOverAndComesBackAsANewcomerOnItsOldVolume() throws Exception {
        databases.annotate("orders", "baton.dev/switchover", "orders-2");
        databases.await("orders", "orders-2 leads", status -> "orders-2".equals(status.leader()));
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        try (Workload workload = clients.load(directory)) {
            Clients.acknowledges(workload, 200);
            databases.scale("orders", 2);
            ReplicatedDatabaseStatus two = databases.await(
                    "orders",
                    "two members are ready",
                    status -> Databases.is(status, "Ready", "True") && Objects.equals(status.replicas(), 2));
            assertThat(two.epoch()).isEqualTo(Objects.requireNonNull(before.epoch()) + 1);
            assertThat(two.failoverHistory().getFirst().cause()).isEqualTo(FailoverCause.LEADER_LEAVING);
            assertThat(two.members()).extracting(MemberReport::name).containsExactly("orders-0", "orders-1");
            assertThat(volume("orders-2").getMetadata().getLabels()).containsEntry("baton.dev/retired", "true");
            assertThat(podUids()).containsOnlyKeys("orders-0-0", "orders-1-0");
            Clients.acknowledges(workload, 200);

            databases.scale("orders", 3);
            ReplicatedDatabaseStatus three = databases.await(
                    "orders",
                    "three members are ready",
                    status -> Databases.is(status, "Ready", "True") && Objects.equals(status.readyReplicas(), 3));
            assertThat(volume("orders-2").getMetadata().getLabels()).doesNotContainKey("baton.dev/retired");
            assertThat(incarnations(three).get("orders-2"))
                    .isNotEqualTo(incarnations(before).get("orders-2"));
            clients.lostNothing(workload);
        }
    }

    private ReplicatedDatabaseStatus awaitRolledOut() {
        long generation = databases.get("orders").getMetadata().getGeneration();
        return databases.await(
                "orders",
                "all pods run as generation " + generation + " asks",
                status -> Objects.equals(status.observedGeneration(), generation)
                        && Databases.is(status, "Ready", "True"));
    }

    private static Map<String, String> incarnations(ReplicatedDatabaseStatus status) {
        Map<String, String> incarnations = new TreeMap<>();
        status.members().forEach(member -> incarnations.put(member.name(), String.valueOf(member.incarnation())));
        return incarnations;
    }

    private Map<String, String> podUids() {
        Map<String, String> uids = new TreeMap<>();
        client().pods()
                .inNamespace(namespace.name())
                .list()
                .getItems()
                .forEach(pod ->
                        uids.put(pod.getMetadata().getName(), pod.getMetadata().getUid()));
        return uids;
    }

    private PersistentVolumeClaim volume(String member) {
        return client().persistentVolumeClaims()
                .inNamespace(namespace.name())
                .withName(member)
                .get();
    }

    private KubernetesClient client() {
        return namespace.client();
    }
}
