package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.workload.Access;
import dev.baton.workload.Check;
import dev.baton.workload.Endpoint;
import dev.baton.workload.Route;
import dev.baton.workload.Verdict;
import dev.baton.workload.Workload;
import dev.baton.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The passwords of a database: changed while clients write, and told to nobody. */
class CredentialsApiServerIT {
    private static final int CLIENTS = 6379;
    private static final int CONTROL = 6381;

    @TempDir
    private Path directory;

    private Installation installed;

    @BeforeEach
    void start() {
        installed = Installation.start("secrets", Map.of("BATON_KEEP_PREVIOUS_PASSWORD_SECONDS", "12"));
        DatabaseYaml.named("orders").in(installed.namespace()).create();
        installed.databases().awaitReady("orders");
    }

    @AfterEach
    void stop() {
        installed.close();
    }

    @Test
    void bothPasswordsAreChangedUnderLoadAndNoneIsToldToAnybody() throws Exception {
        ReplicatedDatabaseStatus before = installed.databases().awaitReady("orders");
        String oldClients = password("orders-auth");
        String oldControl = password("orders-control");
        try (Workload workload =
                Workload.start(WorkloadSettings.writingTo(throughService(), directory.resolve("history.jsonl"))
                        .as(Access.with(oldClients)))) {
            acknowledges(workload, 100);
            rotate("orders-auth");
            rotate("orders-control");
            lookAgain("1Mi");
            String newClients = password("orders-auth");
            String newControl = password("orders-control");
            assertThat(newClients).isNotEqualTo(oldClients);
            assertThat(newControl).isNotEqualTo(oldControl);
            everyMember(CLIENTS, newClients, "+OK");
            everyMember(CLIENTS, oldClients, "+OK");
            everyMember(CONTROL, newControl, "+OK");
            everyMember(CONTROL, oldControl, "+OK");
            acknowledges(workload, 100);

            // Who comes back must find its way to the leader by the new one.
            String follower = before.synchronousFollowers().getFirst();
            installed.kubelet().process(follower + "-0").destroyForcibly();
            installed
                    .databases()
                    .await("orders", "the follower is missed", status -> !Databases.is(status, "Ready", "True"));
            installed.databases().awaitReady("orders");
            acknowledges(workload, 100);
            workload.stop();
            // By now every client knows the new one.
            Verdict verdict = Check.check(
                    workload.history(),
                    throughService(),
                    Access.with(newClients),
                    Verdict.Promise.NOTHING_LOST,
                    Duration.ofSeconds(30));
            assertThat(verdict.holds()).as(verdict.toString()).isTrue();

            Awaitility.await("the old passwords are over")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> isOver("orders-auth") && isOver("orders-control"));
            lookAgain("2Mi");
            everyMember(CLIENTS, newClients, "+OK");
            everyMember(CLIENTS, oldClients, "-WRONGPASS");
            everyMember(CONTROL, newControl, "+OK");
            everyMember(CONTROL, oldControl, "-WRONGPASS");
            installed.kubelet().process(follower + "-0").destroyForcibly();
            installed
                    .databases()
                    .await("orders", "the follower is missed", status -> !Databases.is(status, "Ready", "True"));
            ReplicatedDatabaseStatus after = installed.databases().awaitReady("orders");
            assertThat(after.epoch()).as("nobody took the change for a failure").isEqualTo(before.epoch());
            for (String secret : List.of(oldClients, oldControl, newClients, newControl)) {
                assertThat(everythingSaid())
                        .allSatisfy((where, said) -> assertThat(said)
                                .as(where)
                                .doesNotContain(secret)
                                .doesNotContain(
                                        Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))));
            }
        }
    }

    /** Logs, events, statuses, objects but Secrets, and command lines. */
    private Map<String, String> everythingSaid() throws IOException {
        Map<String, String> said = new java.util.TreeMap<>();
        said.put("the operator's log", installed.operator().output());
        said.put("the operator's command line", commandLine(installed.operator().process()));
        try (Stream<Path> logs = Files.list(installed.kubelet().logs())) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                said.put("the log " + log.getFileName(), Files.readString(log));
            }
        }
        String namespace = installed.namespace().name();
        List<HasMetadata> objects = new ArrayList<>();
        objects.addAll(installed
                .client()
                .events()
                .v1()
                .events()
                .inNamespace(namespace)
                .list()
                .getItems());
        objects.addAll(installed.client().pods().inNamespace(namespace).list().getItems());
        objects.addAll(installed
                .client()
                .apps()
                .statefulSets()
                .inNamespace(namespace)
                .list()
                .getItems());
        objects.addAll(
                installed.client().services().inNamespace(namespace).list().getItems());
        objects.addAll(installed.client().leases().inNamespace(namespace).list().getItems());
        objects.add(installed.databases().get("orders"));
        for (HasMetadata object : objects) {
            said.put(
                    object.getKind() + " " + object.getMetadata().getName(),
                    installed.client().getKubernetesSerialization().asYaml(object));
        }
        for (Pod pod : members()) {
            String name = pod.getMetadata().getName();
            said.put(
                    "the command line of " + name,
                    commandLine(installed.kubelet().process(name)));
        }
        assertThat(said).hasSizeGreaterThan(15);
        return said;
    }

    private static String commandLine(Process process) {
        return process.info().commandLine().orElseThrow();
    }

    private void everyMember(int port, String password, String answer) {
        for (Pod pod : members()) {
            Awaitility.await(pod.getMetadata().getName() + " answers " + answer)
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(says(pod.getStatus().getPodIP(), port, password))
                            .startsWith(answer));
        }
    }

    private static @Nullable String says(String host, int port, String password) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(2000);
            socket.getOutputStream()
                    .write(("*2\r\n$4\r\nAUTH\r\n$" + password.length() + "\r\n" + password + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    private List<Pod> members() {
        return installed
                .client()
                .pods()
                .inNamespace(installed.namespace().name())
                .withLabel("baton.dev/database", "orders")
                .list()
                .getItems();
    }

    private void rotate(String secret) {
        installed
                .client()
                .secrets()
                .inNamespace(installed.namespace().name())
                .withName(secret)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"baton.dev/rotate\":\"true\"}}}");
    }

    /** The operator reads Secrets once a minute, and whenever the spec changes: this changes what matters in another mode only. */
    private void lookAgain(String maxLag) {
        installed.change("orders", "{\"spec\":{\"failover\":{\"maxLag\":\"" + maxLag + "\"}}}");
    }

    private boolean isOver(String name) {
        String rotated = secret(name).getMetadata().getAnnotations().get("baton.dev/rotated");
        return java.time.Instant.parse(rotated).plusSeconds(13).isBefore(java.time.Instant.now());
    }

    private String password(String name) {
        return new String(Base64.getDecoder().decode(secret(name).getData().get("password")), StandardCharsets.UTF_8);
    }

    private Secret secret(String name) {
        return installed
                .client()
                .secrets()
                .inNamespace(installed.namespace().name())
                .withName(name)
                .get();
    }

    private Route throughService() {
        return () -> {
            Map<String, String> selector = installed
                    .client()
                    .services()
                    .inNamespace(installed.namespace().name())
                    .withName("orders-leader")
                    .get()
                    .getSpec()
                    .getSelector();
            return installed
                    .client()
                    .pods()
                    .inNamespace(installed.namespace().name())
                    .withLabels(selector)
                    .list()
                    .getItems()
                    .stream()
                    .map(pod -> pod.getStatus().getPodIP())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(ip -> new Endpoint(ip, CLIENTS));
        };
    }

    private static void acknowledges(Workload workload, long more) {
        long before = workload.progress().acked();
        Awaitility.await(more + " more writes are acknowledged")
                .atMost(Duration.ofSeconds(60))
                .until(() -> workload.progress().acked() >= before + more);
    }
}
