package dev.baton.e2e.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kubelet of the tests does what the tests of the operator rest on. */
class KubeletApiServerIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestNamespace namespace = ApiServer.shared().namespace("kubelet");
    private final KubernetesClient client = namespace.client();
    private final Kubelet kubelet = Kubelet.start(namespace, new SmallWebServer());

    @BeforeEach
    void makeOneMember() {
        client.resource(yaml(Secret.class, "metadata: {name: a-auth}\nstringData: {password: secret}"))
                .create();
        client.resource(yaml(PersistentVolumeClaim.class, CLAIM)).create();
        client.resource(yaml(StatefulSet.class, MEMBER)).create();
        await("the pod is ready").atMost(SOON).until(() -> isReady(pod()));
    }

    @AfterEach
    void stop() {
        kubelet.close();
        namespace.close();
    }

    @Test
    void aPodRunsAsAProcessWithItsClaimItsSecretAndItsOwnAddress() throws IOException {
        Pod pod = Objects.requireNonNull(pod());

        assertThat(pod.getStatus().getPodIP()).startsWith("127.");
        assertThat(get(pod, "/ready")).isEqualTo("secret");
        assertThat(client.persistentVolumeClaims()
                        .inNamespace(namespace.name())
                        .withName("a")
                        .get()
                        .getStatus()
                        .getPhase())
                .isEqualTo("Bound");
        await("the controllers see it").atMost(SOON).until(() -> readyReplicas() == 1);
    }

    @Test
    void aProcessThatDiesIsStartedAgainAndCounted() {
        Pod before = Objects.requireNonNull(pod());

        kubelet.process("a-0").destroyForcibly();

        await("started again").atMost(SOON).until(() -> restarts() == 1 && isReady(pod()));
        Pod after = Objects.requireNonNull(pod());
        assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
        ContainerStatus container = after.getStatus().getContainerStatuses().getFirst();
        assertThat(container.getLastState().getTerminated().getExitCode()).isEqualTo(137);
    }

    @Test
    void aDeletedPodEndsAndTheNextOneFindsItsVolume() throws IOException {
        Pod before = Objects.requireNonNull(pod());
        get(before, "/write?kept");
        Process process = kubelet.process("a-0");

        client.resource(before).delete();

        await("another pod is ready")
                .atMost(SOON)
                .until(() -> isReady(pod()) && !uid(pod()).equals(uid(before)));
        assertThat(process.isAlive()).isFalse();
        Pod after = Objects.requireNonNull(pod());
        assertThat(after.getStatus().getPodIP()).isNotEqualTo(before.getStatus().getPodIP());
        assertThat(get(after, "/read")).isEqualTo("kept");
    }

    @Test
    void aPodThatSaysItIsNotReadyIsNotReady() throws IOException {
        get(Objects.requireNonNull(pod()), "/unready");

        await("unready").atMost(SOON).until(() -> !isReady(pod()));

        assertThat(restarts()).isZero();
    }

    @Test
    void anImageThatIsNotThereIsAnErrorOfThePod() {
        client.resource(yaml(
                        StatefulSet.class,
                        MEMBER.replace("name: a\n", "name: b\n").replace("image: web", "image: none")))
                .create();

        await("the pod waits").atMost(SOON).until(() -> {
            Pod pod =
                    client.pods().inNamespace(namespace.name()).withName("b-0").get();
            return pod != null
                    && !pod.getStatus().getContainerStatuses().isEmpty()
                    && "ErrImagePull"
                            .equals(pod.getStatus()
                                    .getContainerStatuses()
                                    .getFirst()
                                    .getState()
                                    .getWaiting()
                                    .getReason());
        });
    }

    private <T extends HasMetadata> T yaml(Class<T> type, String yaml) {
        T parsed = client.getKubernetesSerialization().unmarshal(yaml, type);
        parsed.getMetadata().setNamespace(namespace.name());
        return parsed;
    }

    private @Nullable Pod pod() {
        return client.pods().inNamespace(namespace.name()).withName("a-0").get();
    }

    private static boolean isReady(@Nullable Pod pod) {
        return pod != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(it ->
                                it.getType().equals("Ready") && it.getStatus().equals("True"));
    }

    private static String uid(@Nullable Pod pod) {
        return pod == null ? "" : pod.getMetadata().getUid();
    }

    private int restarts() {
        return Objects.requireNonNull(pod())
                .getStatus()
                .getContainerStatuses()
                .getFirst()
                .getRestartCount();
    }

    private int readyReplicas() {
        Integer ready = client.apps()
                .statefulSets()
                .inNamespace(namespace.name())
                .withName("a")
                .get()
                .getStatus()
                .getReadyReplicas();
        return ready == null ? 0 : ready;
    }

    private static String get(Pod pod, String path) throws IOException {
        try (var in = java.net
                .URI
                .create("http://" + pod.getStatus().getPodIP() + ":8099" + path)
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** A program of the JDK's own web server, started from its source. */
    private record SmallWebServer() implements PodRunner {
        @Override
        public Process start(ContainerStart start) throws IOException, CannotStart {
            if (!start.container().getImage().equals("web")) {
                throw new CannotStart("ErrImagePull", "no such image");
            }
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx32m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            WebServerOfATest.class.getName()))
                    .redirectErrorStream(true)
                    .redirectOutput(start.log().toFile());
            builder.environment().putAll(start.environment());
            return builder.start();
        }
    }

    private static final String CLAIM = """
            metadata: {name: a}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;

    private static final String MEMBER = """
            metadata:
              name: a
            spec:
              replicas: 1
              serviceName: a
              selector: {matchLabels: {app: a}}
              template:
                metadata: {labels: {app: a}}
                spec:
                  terminationGracePeriodSeconds: 5
                  securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
                  containers:
                  - name: web
                    image: web
                    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                    env:
                    - {name: ADDRESS, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                    - {name: DATA, value: /data}
                    - {name: PASSWORD_FILE, value: /secrets/password}
                    ports: [{name: http, containerPort: 8099}]
                    readinessProbe: {httpGet: {path: /ready, port: http}}
                    volumeMounts:
                    - {name: data, mountPath: /data}
                    - {name: auth, mountPath: /secrets}
                  volumes:
                  - {name: data, persistentVolumeClaim: {claimName: a}}
                  - {name: auth, secret: {secretName: a-auth}}
            """;
}
