package dev.baton.e2e.kind;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.workload.History;
import dev.baton.workload.Operation;
import dev.baton.workload.Progress;
import dev.baton.workload.RunReport;
import dev.baton.workload.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client in the cluster: container {@code client} runs the workload and says each second where it stands; {@code keeper} sleeps
 * beside it and shares its history, so that the history can be read when the workload has ended.
 */
public final class ClientPod {
    private static final String CLIENT = "client";
    private static final String KEEPER = "keeper";
    private static final Duration END = Duration.ofSeconds(120);
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private final Scene scene;
    private final String name;

    private ClientPod(Scene scene, String name) {
        this.scene = scene;
        this.name = name;
    }

    /** What a client shall do. */
    public static final class Draft {
        private final Scene scene;
        private final Database database;
        private final List<String> arguments = new ArrayList<>();
        private String leader;
        private boolean reads = true;
        private int clients = 4;
        private int intervalMillis = 10;
        private String node = "";

        Draft(Scene scene, Database database) {
            this.scene = scene;
            this.database = database;
            this.leader = database.names().leaderService() + ":6379";
        }

        /** Writes to one member, whatever its role, instead of through the leader's Service; reads nothing. */
        public Draft writingTo(Pod member) {
            leader = member.getStatus().getPodIP() + ":6379";
            reads = false;
            arguments.addAll(List.of("--check-leader", database.names().leaderService() + ":6379"));
            return this;
        }

        public Draft clients(int count, int everyMillis) {
            clients = count;
            intervalMillis = everyMillis;
            return this;
        }

        public Draft on(String nodeName) {
            node = nodeName;
            return this;
        }

        /** So many clients besides set and read registers, through the leader only. */
        public Draft registers(int count) {
            arguments.addAll(List.of("--register-clients", Integer.toString(count)));
            return this;
        }

        public Draft lossAllowed() {
            arguments.add("--loss-allowed");
            return this;
        }

        /** Starts it and waits until its first second is over. */
        public ClientPod start(String name) {
            List<String> command = new ArrayList<>(List.of("run", "--leader", leader));
            if (reads) {
                command.addAll(List.of("--followers", database.names().followersService() + ":6379"));
            }
            command.addAll(List.of("--clients", Integer.toString(clients)));
            command.addAll(List.of("--interval-ms", Integer.toString(intervalMillis)));
            command.addAll(List.of("--history", "/history/history.jsonl", "--stop-file", "/history/stop"));
            command.addAll(List.of("--password-file", "/auth/password", "--check"));
            command.addAll(arguments);
            ClientPod pod = new ClientPod(scene, name);
            pod.create(command, database.names().authSecret(), node);
            await("client " + name + " says where it stands")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptions()
                    .until(() -> pod.progress().isPresent());
            return pod;
        }

        /** Sets so many strings of so many bytes through the leader's Service, and waits until they are there. */
        public void fill(int keys, int valueBytes) {
            ClientPod pod = new ClientPod(scene, "fill");
            pod.create(
                    List.of(
                            "fill",
                            "--leader",
                            leader,
                            "--password-file",
                            "/auth/password",
                            "--timeout-ms",
                            "10000",
                            "--keys",
                            Integer.toString(keys),
                            "--value-bytes",
                            Integer.toString(valueBytes)),
                    database.names().authSecret(),
                    "");
            try {
                pod.awaitEnd();
                if (!pod.clientLog().contains("\"filled\":" + keys)) {
                    throw new AssertionError("fill did not end well: " + pod.clientLog());
                }
            } finally {
                pod.delete();
            }
        }
    }

    /** Where it stands, by its last line; empty before its first. */
    public Optional<Progress> progress() {
        List<String> lines =
                pod().inContainer(CLIENT).tailingLines(1).getLog().lines().toList();
        if (lines.isEmpty() || !lines.getLast().startsWith("{\"s\":")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(lines.getLast(), Progress.class));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not a progress line: " + lines.getLast(), e);
        }
    }

    public long acknowledged() {
        return progress().map(Progress::acked).orElse(0L);
    }

    /** Waits until that many more writes were acknowledged. */
    public void awaitMore(long writes) {
        long goal = acknowledged() + writes;
        await(name + ": " + writes + " more acknowledged writes")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> acknowledged() >= goal);
    }

    /** Waits until writes are acknowledged by {@code member} in an epoch after {@code epoch}. */
    public void awaitAcknowledgedAfter(long epoch) {
        await(name + ": writes acknowledged after epoch " + epoch)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .until(() -> progress().filter(now -> now.epoch() > epoch).isPresent());
    }

    /** Ends the workload, waits for its check, and returns its last line. */
    public ClientReport stop() {
        exec("touch", "/history/stop");
        awaitEnd();
        String last = clientLog().lines().reduce("", (before, line) -> line);
        try {
            RunReport report = JSON.readValue(last, RunReport.class);
            Verdict verdict = Objects.requireNonNull(
                    report.verdict(), () -> "client " + name + " ended without a verdict: " + last);
            return new ClientReport(report.summary(), verdict, report.registers());
        } catch (JsonProcessingException e) {
            throw new AssertionError("client " + name + " ended without a report: " + last, e);
        }
    }

    /** The history so far; whole once {@link #stop} has returned. */
    public List<Operation> history() throws IOException {
        return History.read(new BufferedReader(new StringReader(exec("cat", "/history/history.jsonl"))), name);
    }

    /** Whether a connection to there is accepted. */
    public boolean reaches(String address, int port) {
        return exec(
                        "sh",
                        "-c",
                        "timeout 3 bash -c '</dev/tcp/" + address + "/" + port + "' 2>/dev/null && echo yes || echo no")
                .strip()
                .equals("yes");
    }

    public String node() {
        return pod().get().getSpec().getNodeName();
    }

    public String address() {
        return pod().get().getStatus().getPodIP();
    }

    public void delete() {
        pod().withGracePeriod(0).delete();
    }

    private void awaitEnd() {
        await("client " + name + " has ended")
                .atMost(END)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .until(() -> pod().get().getStatus().getContainerStatuses().stream()
                        .anyMatch(container -> container.getName().equals(CLIENT)
                                && container.getState().getTerminated() != null));
    }

    private String clientLog() {
        return pod().inContainer(CLIENT).getLog();
    }

    private PodResource pod() {
        return scene.client().pods().inNamespace(scene.namespace()).withName(name);
    }

    private String exec(String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (ExecWatch exec =
                pod().inContainer(KEEPER).writingOutput(out).writingError(err).exec(command)) {
            Integer code = exec.exitCode().orTimeout(60, TimeUnit.SECONDS).join();
            if (code != 0) {
                throw new AssertionError(String.join(" ", command) + " in " + name + " ended with " + code + ": "
                        + err.toString(StandardCharsets.UTF_8));
            }
            return out.toString(StandardCharsets.UTF_8);
        } catch (CompletionException e) {
            throw new AssertionError(String.join(" ", command) + " in " + name + " did not end", e);
        }
    }

    private void create(List<String> arguments, String authSecret, @Nullable String node) {
        Pod pod = scene.client()
                .getKubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: %s, labels: {app: workload}}
                        spec:
                          restartPolicy: Never
                          terminationGracePeriodSeconds: 5
                          automountServiceAccountToken: false
                          securityContext: {runAsNonRoot: true, fsGroup: 65532, seccompProfile: {type: RuntimeDefault}}
                          volumes:
                          - {name: history, emptyDir: {sizeLimit: 500Mi}}
                          - {name: tmp, emptyDir: {sizeLimit: 50Mi}}
                          - {name: auth, secret: {secretName: %s}}
                          containers:
                          - name: client
                            image: %s
                            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                            volumeMounts: [{name: history, mountPath: /history}, {name: tmp, mountPath: /tmp}, {name: auth, mountPath: /auth, readOnly: true}]
                          - name: keeper
                            image: %s
                            command: [sleep, '3600']
                            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                            volumeMounts: [{name: history, mountPath: /history}, {name: tmp, mountPath: /tmp}, {name: auth, mountPath: /auth, readOnly: true}]
                        """.formatted(name, authSecret, KindCluster.clientImage(), KindCluster.clientImage()),
                        Pod.class);
        PodBuilder builder = new PodBuilder(pod)
                .editSpec()
                .editFirstContainer()
                .withArgs(arguments)
                .endContainer()
                .endSpec();
        if (node != null && !node.isEmpty()) {
            builder = builder.editSpec().withNodeName(node).endSpec();
        }
        scene.client().resource(builder.build()).inNamespace(scene.namespace()).create();
    }
}
