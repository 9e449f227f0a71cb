package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.ReplicatedDatabase;
import dev.baton.crds.status.MemberReport;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.workload.Access;
import dev.baton.workload.Check;
import dev.baton.workload.Endpoint;
import dev.baton.workload.Route;
import dev.baton.workload.Verdict;
import dev.baton.workload.Workload;
import dev.baton.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a platform team does to a living database, while a client writes to it: nothing acknowledged is lost on the way. */
class LifeCycleApiServerIT {
    private static final String IMAGE = "baton-node:test";

    @TempDir
    private Path directory;

    private TestNamespace namespace;
    private Kubelet kubelet;
    private OperatorProcess operator;
    private Databases databases;

    @BeforeEach
    void start() {
        CustomResourceDefinitions.install(ApiServer.shared().client());
        namespace = ApiServer.shared().namespace("cycle");
        kubelet = Kubelet.start(namespace, new NodeProcesses(IMAGE));
        operator = OperatorProcess.start(namespace, IMAGE);
        databases = new Databases(namespace, operator);
        DatabaseYaml.named("orders").in(namespace).create();
        databases.awaitReady("orders");
    }

    @AfterEach
    void stop() {
        operator.close();
        kubelet.close();
        namespace.close();
    }

    @Test
    void aChangedPodRollsOutOneMemberAtATimeTheLeaderLastByOneHandOver() throws Exception {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        Map<String, String> pods = podUids();
        try (Workload workload = load()) {
            acknowledges(workload, 200);
            patch("{\"spec\":{\"pod\":{\"annotations\":{\"team\":\"storage\"}}}}");
            ReplicatedDatabaseStatus after = awaitRolledOut();
            assertThat(podUids().keySet()).isEqualTo(pods.keySet());
            podUids()
                    .forEach((pod, uid) ->
                            assertThat(uid).as(pod + " was replaced").isNotEqualTo(pods.get(pod)));
            assertThat(after.epoch()).as("one hand-over").isEqualTo(Objects.requireNonNull(before.epoch()) + 1);
            assertThat(after.leader()).isNotEqualTo(before.leader());
            assertThat(incarnations(after)).as("nobody was seeded anew").isEqualTo(incarnations(before));
            acknowledges(workload, 200);
            holds(workload);
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
        try (Workload workload = load()) {
            patch("{\"spec\":{\"image\":\"baton-node:mistyped\"}}");
            ReplicatedDatabaseStatus halted = databases.await(
                    "orders",
                    "the image is said not to start",
                    status -> Databases.condition(status, "Ready").getReason().equals("ImageNotStarting"));
            assertThat(Databases.is(halted, "Available", "True")).isTrue();
            acknowledges(workload, 500);
            Map<String, String> untouched = podUids();
            untouched.entrySet().retainAll(pods.entrySet());
            assertThat(untouched).as("pods that run on").hasSize(2).containsKey(before.leader() + "-0");
            patch("{\"spec\":{\"image\":\"" + IMAGE + "\"}}");
            ReplicatedDatabaseStatus after = awaitRolledOut();
            assertThat(after.leader()).isEqualTo(before.leader());
            assertThat(after.epoch()).isEqualTo(before.epoch());
            holds(workload);
        }
    }

    @Test
    void theLeaderIsScaledAwayAfterItHandedOverAndComesBackAsANewcomerOnItsOldVolume() throws Exception {
        databases.annotate("orders", "baton.dev/switchover", "orders-2");
        databases.await("orders", "orders-2 leads", status -> "orders-2".equals(status.leader()));
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        try (Workload workload = load()) {
            acknowledges(workload, 200);
            patch("{\"spec\":{\"replicas\":2}}");
            ReplicatedDatabaseStatus two = databases.await(
                    "orders",
                    "two members are ready",
                    status -> Databases.is(status, "Ready", "True") && Objects.equals(status.replicas(), 2));
            assertThat(two.epoch()).isEqualTo(Objects.requireNonNull(before.epoch()) + 1);
            assertThat(two.members()).extracting(MemberReport::name).containsExactly("orders-0", "orders-1");
            assertThat(volume("orders-2").getMetadata().getLabels()).containsEntry("baton.dev/retired", "true");
            assertThat(podUids()).containsOnlyKeys("orders-0-0", "orders-1-0");
            acknowledges(workload, 200);

            patch("{\"spec\":{\"replicas\":3}}");
            ReplicatedDatabaseStatus three = databases.await(
                    "orders",
                    "three members are ready",
                    status -> Databases.is(status, "Ready", "True") && Objects.equals(status.readyReplicas(), 3));
            assertThat(volume("orders-2").getMetadata().getLabels()).doesNotContainKey("baton.dev/retired");
            assertThat(incarnations(three).get("orders-2"))
                    .isNotEqualTo(incarnations(before).get("orders-2"));
            holds(workload);
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

    private void patch(String change) {
        client().resources(ReplicatedDatabase.class)
                .inNamespace(namespace.name())
                .withName("orders")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager("kubectl-edit")
                                .build(),
                        change);
    }

    // ---- the client

    private Workload load() throws IOException {
        return Workload.start(WorkloadSettings.writingTo(throughService(), directory.resolve("history.jsonl"))
                .as(access()));
    }

    private Access access() {
        String password = client().secrets()
                .inNamespace(namespace.name())
                .withName("orders-auth")
                .get()
                .getData()
                .get("password");
        return Access.with(new String(Base64.getDecoder().decode(password), StandardCharsets.UTF_8));
    }

    /** Where the leader Service leads, as kube-proxy would. */
    private Route throughService() {
        return () -> {
            Map<String, String> selector = client().services()
                    .inNamespace(namespace.name())
                    .withName("orders-leader")
                    .get()
                    .getSpec()
                    .getSelector();
            List<Pod> selected = client().pods()
                    .inNamespace(namespace.name())
                    .withLabels(selector)
                    .list()
                    .getItems();
            return selected.stream()
                    .map(pod -> pod.getStatus().getPodIP())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(ip -> new Endpoint(ip, 6379));
        };
    }

    private void holds(Workload workload) throws IOException {
        workload.stop();
        Verdict verdict = Check.check(
                workload.history(), throughService(), access(), Verdict.Promise.NOTHING_LOST, Duration.ofSeconds(30));
        assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        assertThat(verdict.acknowledged()).isGreaterThan(300);
    }

    private static void acknowledges(Workload workload, long more) {
        long before = workload.progress().acked();
        Awaitility.await(more + " more writes are acknowledged")
                .atMost(Duration.ofSeconds(60))
                .until(() -> workload.progress().acked() >= before + more);
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
