package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.FailoverCause;
import dev.baton.crds.status.FailoverReport;
import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestReason;
import dev.baton.crds.status.RequestState;
import dev.baton.workload.Access;
import dev.baton.workload.Check;
import dev.baton.workload.Endpoint;
import dev.baton.workload.Route;
import dev.baton.workload.Verdict;
import dev.baton.workload.Workload;
import dev.baton.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The operator against a real API server, with real node processes: what a database goes through. */
class DatabaseLifeApiServerIT {
    @RegisterExtension
    static final ApiServerScene scene = ApiServerScene.named("life");

    private static TestNamespace namespace;
    private static Kubelet kubelet;
    private static Databases databases;

    @BeforeAll
    static void makeDatabase() {
        namespace = scene.namespace();
        kubelet = scene.kubelet();
        databases = scene.databases();
        DatabaseYaml.named("orders").in(namespace).create();
        databases.awaitReady("orders");
    }

    @Test
    void aDatabaseIsMadeOfWhatTheDesignLists() {
        ReplicatedDatabaseStatus status = databases.awaitReady("orders");
        assertThat(status.members()).extracting("name").containsExactly("orders-0", "orders-1", "orders-2");
        assertThat(status.synchronousFollowers()).hasSize(1);
        assertThat(status.image()).isEqualTo(RunningOperator.NODE_IMAGE);
        assertThat(objects().keySet())
                .containsExactlyInAnyOrder(
                        "StatefulSet orders-0",
                        "StatefulSet orders-1",
                        "StatefulSet orders-2",
                        "PersistentVolumeClaim orders-0",
                        "PersistentVolumeClaim orders-1",
                        "PersistentVolumeClaim orders-2",
                        "Service orders-leader",
                        "Service orders-followers",
                        "Service orders-members",
                        "PodDisruptionBudget orders-members",
                        "NetworkPolicy orders-members",
                        "ServiceAccount orders-members",
                        "Lease orders-leadership",
                        "Secret orders-auth",
                        "Secret orders-control");
        assertThat(service("orders-leader").getSpec().getSelector())
                .containsEntry("baton.dev/member", Objects.requireNonNull(status.leader()));
    }

    @Test
    void anUnchangedDatabaseIsLeftAlone() {
        databases.awaitReady("orders");
        Map<String, String> before = versions();
        Awaitility.await("nothing is written")
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertThat(versions()).isEqualTo(before));
    }

    @Test
    void anOperatorAtRestAsksTheApiServerForNothingOverAndOver() {
        databases.awaitReady("orders");
        double before = readsOfLeases();
        Awaitility.await("the record is not read over and over")
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(readsOfLeases() - before).isLessThan(4));
    }

    private static double readsOfLeases() {
        return namespace
                .client()
                .raw("/metrics")
                .lines()
                .filter(line -> line.startsWith("apiserver_request_total{")
                        && line.contains("resource=\"leases\"")
                        && line.contains("verb=\"GET\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aLeaderThatIsKilledIsReplacedWithoutAnybodysHelp() {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        String lost = Objects.requireNonNull(before.leader());
        kubelet.process(lost + "-0").destroyForcibly();
        ReplicatedDatabaseStatus after = databases.await(
                "orders",
                "another than " + lost + " leads",
                status -> status.leader() != null && !lost.equals(status.leader()));
        FailoverReport report = after.failoverHistory().getFirst();
        assertThat(report.type()).isEqualTo(FailoverType.FAILOVER);
        assertThat(report.from()).isEqualTo(lost);
        assertThat(report.to()).isEqualTo(after.leader());
        assertThat(report.cause()).isNotEqualTo(FailoverCause.REQUESTED);
        ReplicatedDatabaseStatus healed = databases.awaitReady("orders");
        assertThat(healed.epoch()).isEqualTo(epoch(before) + 1);
        assertThat(service("orders-leader").getSpec().getSelector())
                .containsEntry("baton.dev/member", Objects.requireNonNull(healed.leader()));
        assertThat(databases.eventsOf("orders")).contains("FailoverStarted", "FailoverCompleted");
    }

    @Test
    void leadershipIsHandedOverOnRequestAndOnlyOnce() {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        String target = before.members().stream()
                .filter(member -> !member.name().equals(before.leader()))
                .findFirst()
                .orElseThrow()
                .name();
        databases.annotate("orders", "baton.dev/switchover", target);
        ReplicatedDatabaseStatus after = databases.await(
                "orders",
                "the request for " + target + " is finished",
                status -> status.requests().stream()
                        .anyMatch(request -> request.target().equals(target)
                                && request.completedTime() != null
                                && before.requests().stream()
                                        .noneMatch(old -> old.id().equals(request.id()))));
        assertThat(after.requests().getFirst().state()).isEqualTo(RequestState.SUCCEEDED);
        databases.await("orders", target + " leads", status -> target.equals(status.leader()));
        ReplicatedDatabaseStatus ready = databases.awaitReady("orders");
        assertThat(ready.epoch()).isEqualTo(epoch(before) + 1);
        assertThat(ready.failoverHistory().getFirst().type()).isEqualTo(FailoverType.SWITCHOVER);
        assertThat(databases.get("orders").getMetadata().getAnnotations()).doesNotContainKey("baton.dev/switchover");
        assertThat(ready.requests().stream()
                        .filter(request ->
                                request.receivedTime().isAfter(Objects.requireNonNull(before.leaderSince()))))
                .filteredOn(request ->
                        before.requests().stream().noneMatch(old -> old.id().equals(request.id())))
                .hasSize(1);
    }

    @Test
    void aRequestForAMemberThatDoesNotExistIsRefusedAndChangesNothing() {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        databases.annotate("orders", "baton.dev/switchover", "orders-9");
        ReplicatedDatabaseStatus after = databases.await(
                "orders",
                "the request for orders-9 is refused",
                status -> status.requests().stream()
                        .anyMatch(request ->
                                request.target().equals("orders-9") && request.state() == RequestState.REFUSED));
        assertThat(after.requests().getFirst().reason()).isEqualTo(RequestReason.UNKNOWN_MEMBER);
        assertThat(databases.awaitReady("orders").epoch()).isEqualTo(before.epoch());
    }

    @Test
    void aStorageClassThatDoesNotExistIsSaid() {
        DatabaseYaml.named("gold")
                .spec("replicas: 2, storage: {size: 1Gi, storageClassName: gold}")
                .in(namespace)
                .create();
        ReplicatedDatabaseStatus status =
                databases.await("gold", "gold is stalled", it -> Databases.is(it, "Stalled", "True"));
        assertThat(Databases.condition(status, "Stalled").getReason()).isEqualTo("StorageClassNotFound");
        assertThat(Databases.condition(status, "Ready").getMessage()).contains("gold");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> databases.eventsOf("gold").contains("StorageClassNotFound"));
        DatabaseYaml.named("gold").in(namespace).delete();
    }

    @Test
    void aStrangersObjectIsLeftAlone() {
        Service strangers = namespace
                .client()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace.name())
                        .withName("books-leader")
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        DatabaseYaml.named("books")
                .spec("replicas: 2, storage: {size: 1Gi}")
                .in(namespace)
                .create();
        ReplicatedDatabaseStatus status =
                databases.await("books", "books is stalled", it -> Databases.is(it, "Stalled", "True"));
        assertThat(Databases.condition(status, "Stalled").getReason()).isEqualTo("NameTaken");
        assertThat(Databases.condition(status, "Stalled").getMessage()).contains("books-leader");
        assertThat(service("books-leader").getMetadata().getResourceVersion())
                .isEqualTo(strangers.getMetadata().getResourceVersion());
        DatabaseYaml.named("books").in(namespace).delete();
    }

    @Test
    void modeDurabilityAndAcknowledgeChangeUnderWritesWithoutARestartOrALostWrite(@TempDir Path folder)
            throws Exception {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        Map<String, String> processes = processes();
        Route leader = () -> Optional.ofNullable(databases.status("orders").leader())
                .map(member -> new Endpoint(pod(member + "-0").getStatus().getPodIP(), 6379));
        Access access = Access.with(password());
        Path history = folder.resolve("history.jsonl");
        try (Workload workload = Workload.start(
                WorkloadSettings.writingTo(leader, history).as(access).with(4, 4, Duration.ofMillis(5)))) {
            change(workload, Map.of("mode", "Synchronous"), 2, "FLUSHED");
            change(workload, Map.of("acknowledge", "Received"), 2, "RECEIVED");
            change(workload, Map.of("mode", "Asynchronous"), 0, "ASYNCHRONOUS");
            change(
                    workload,
                    Map.of("mode", "SemiSynchronous", "synchronousFollowers", 2, "durability", "Preferred"),
                    2,
                    "RECEIVED");
            change(
                    workload,
                    Map.of("synchronousFollowers", 1, "durability", "Required", "acknowledge", "Flushed"),
                    1,
                    "FLUSHED");
            workload.stop();
        } finally {
            databases.patchReplication(
                    "orders",
                    Map.of(
                            "mode",
                            "SemiSynchronous",
                            "synchronousFollowers",
                            1,
                            "durability",
                            "Required",
                            "acknowledge",
                            "Flushed"));
        }
        Verdict verdict = Check.check(history, leader, access, Verdict.Promise.NOTHING_LOST, Duration.ofSeconds(30));
        assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        assertThat(verdict.acknowledged()).isGreaterThan(250);
        assertThat(processes()).isEqualTo(processes);
        assertThat(databases.awaitReady("orders").epoch()).isEqualTo(before.epoch());
    }

    @Test
    void limitsChangeOnRunningMembersAndHoldAfterOneRestarts() {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        Map<String, String> processes = processes();
        try {
            databases.patchSpec("orders", Map.of("limits", Map.of("maxMemory", "64Mi", "maxClients", 3)));
            awaitLimits(64 << 20, 3);
            assertThat(processes()).isEqualTo(processes);

            String follower = before.synchronousFollowers().getFirst();
            kubelet.process(follower + "-0").destroyForcibly();
            databases.await("orders", "it is missed", status -> !Databases.is(status, "Ready", "True"));
            awaitLimits(64 << 20, 3);
        } finally {
            databases.patchSpec("orders", Map.of("limits", Map.of("maxMemory", "128Mi", "maxClients", 10_000)));
        }
        awaitLimits(128 << 20, 10_000);
        assertThat(databases.awaitReady("orders").epoch()).isEqualTo(before.epoch());
    }

    /** Waits until all is as the spec asks, and looks whether that is so at every member. */
    private static void awaitLimits(long memory, int clients) {
        long generation = databases.get("orders").getMetadata().getGeneration();
        databases.await(
                "orders",
                "the limits are in force",
                status -> Objects.equals(status.observedGeneration(), generation)
                        && Databases.is(status, "Ready", "True"));
        for (String name : List.of("orders-0-0", "orders-1-0", "orders-2-0")) {
            try (Jedis jedis = new Jedis(pod(name).getStatus().getPodIP(), 6379)) {
                jedis.auth(password());
                assertThat(jedis.configGet("maxmemory")).containsEntry("maxmemory", Long.toString(memory));
                assertThat(jedis.configGet("maxclients")).containsEntry("maxclients", Integer.toString(clients));
            }
        }
    }

    /** Patches, and waits until the rule in force is as asked and writes go on under it. */
    private static void change(Workload workload, Map<String, Object> replication, int followers, String rule) {
        databases.patchReplication("orders", replication);
        long generation = databases.get("orders").getMetadata().getGeneration();
        databases.await(
                "orders",
                replication + " is in force",
                status -> Objects.equals(status.observedGeneration(), generation)
                        && status.synchronousFollowers().size() == followers
                        && record().contains(rule)
                        && Databases.is(status, "Ready", "True"));
        long acknowledged = workload.progress().acked();
        Awaitility.await("writes go on under " + replication)
                .atMost(Duration.ofSeconds(20))
                .until(() -> workload.progress().acked() > acknowledged + 50);
    }

    private static String record() {
        return String.valueOf(namespace
                .client()
                .leases()
                .inNamespace(namespace.name())
                .withName("orders-leadership")
                .get()
                .getMetadata()
                .getAnnotations());
    }

    private static Pod pod(String name) {
        return namespace
                .client()
                .pods()
                .inNamespace(namespace.name())
                .withName(name)
                .get();
    }

    /** Which process each pod runs, and who that pod is. */
    private static Map<String, String> processes() {
        Map<String, String> processes = new TreeMap<>();
        for (String name : List.of("orders-0-0", "orders-1-0", "orders-2-0")) {
            processes.put(
                    name,
                    pod(name).getMetadata().getUid() + " "
                            + kubelet.process(name).pid());
        }
        return processes;
    }

    private static String password() {
        return new String(
                Base64.getDecoder()
                        .decode(namespace
                                .client()
                                .secrets()
                                .inNamespace(namespace.name())
                                .withName("orders-auth")
                                .get()
                                .getData()
                                .get("password")),
                StandardCharsets.UTF_8);
    }

    private static long epoch(ReplicatedDatabaseStatus status) {
        return Objects.requireNonNull(status.epoch());
    }

    private static Service service(String name) {
        return namespace
                .client()
                .services()
                .inNamespace(namespace.name())
                .withName(name)
                .get();
    }

    /** The resourceVersion of everything of orders but its pods and endpoints, which are others' to write. */
    private static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        objects()
                .forEach((name, object) ->
                        versions.put(name, object.getMetadata().getResourceVersion()));
        versions.put("ReplicatedDatabase", databases.get("orders").getMetadata().getResourceVersion());
        return versions;
    }

    private static Map<String, HasMetadata> objects() {
        var client = namespace.client();
        String in = namespace.name();
        Map<String, HasMetadata> objects = new TreeMap<>();
        Stream.of(
                        client.apps()
                                .statefulSets()
                                .inNamespace(in)
                                .withLabel("baton.dev/database", "orders")
                                .list(),
                        client.persistentVolumeClaims()
                                .inNamespace(in)
                                .withLabel("baton.dev/database", "orders")
                                .list(),
                        client.services()
                                .inNamespace(in)
                                .withLabel("baton.dev/database", "orders")
                                .list(),
                        client.policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(in)
                                .withLabel("baton.dev/database", "orders")
                                .list(),
                        client.network()
                                .v1()
                                .networkPolicies()
                                .inNamespace(in)
                                .withLabel("baton.dev/database", "orders")
                                .list(),
                        client.serviceAccounts()
                                .inNamespace(in)
                                .withLabel("baton.dev/database", "orders")
                                .list(),
                        client.leases()
                                .inNamespace(in)
                                .withLabel("baton.dev/database", "orders")
                                .list(),
                        client.secrets()
                                .inNamespace(in)
                                .withLabel("baton.dev/database", "orders")
                                .list())
                .flatMap(list -> list.getItems().stream())
                .map(HasMetadata.class::cast)
                .forEach(object -> objects.put(
                        object.getKind() + " " + object.getMetadata().getName(), object));
        return objects;
    }
}
