package dev.baton.e2e.kind;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The installed operator, as those see it who look after it. */
public final class OperatorPods {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final KubernetesClient client;
    private final String namespace;

    OperatorPods(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Helm counts a Deployment as ready whose old pod still answers: this waits for what its newest template asks for. */
    public void awaitReady() {
        client.resource(deployment()).waitUntilReady(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    public int replicas() {
        return deployment().getSpec().getReplicas();
    }

    /** Waits until so many run, and no others. */
    public void scaleTo(int replicas) {
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment().getMetadata().getName())
                .scale(replicas);
        await("operators: " + replicas)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> pods().size() == replicas);
        if (replicas > 0) {
            awaitReady();
        }
    }

    public List<Pod> pods() {
        Deployment deployment = deployment();
        return client.pods()
                .inNamespace(namespace)
                .withLabels(deployment.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems();
    }

    /** Makes all of them anew, so that the kubelet has no reason to wait before it starts one that was killed. */
    public void replace() {
        List<String> before = names();
        before.forEach(name -> client.pods()
                .inNamespace(namespace)
                .withName(name)
                .withGracePeriod(0)
                .delete());
        await("other operators than " + before)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> names().stream().noneMatch(before::contains) && !names().isEmpty());
        awaitReady();
    }

    /** How often their containers were started again. */
    public int restarts() {
        return pods().stream()
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .mapToInt(container -> container.getRestartCount())
                .sum();
    }

    public Killer killer() {
        return new Killer(pods());
    }

    /** Kills all operators within a few milliseconds of being told to: a shell on each one's node has found the process and waits. */
    public static final class Killer implements AutoCloseable {
        private final List<Process> shells;

        private Killer(List<Pod> pods) {
            shells = pods.stream().map(Killer::waiting).toList();
        }

        public void kill() {
            for (Process shell : shells) {
                PrintStream word = new PrintStream(shell.getOutputStream(), true, StandardCharsets.UTF_8);
                word.println("now");
            }
        }

        @Override
        public void close() {
            shells.forEach(Process::destroy);
        }

        private static Process waiting(Pod pod) {
            String script = Faults.processesOf(pod) + """
                    echo ready
                    read -r word && [ -n "$pids" ] && kill -9 $pids
                    """;
            try {
                Process shell = new ProcessBuilder(
                                "docker", "exec", "-i", pod.getSpec().getNodeName(), "sh", "-c", script)
                        .redirectErrorStream(true)
                        .start();
                String said = shell.inputReader(StandardCharsets.UTF_8).readLine();
                if (!"ready".equals(said)) {
                    throw new IllegalStateException("the shell beside the operator said " + said);
                }
                return shell;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<String> names() {
        return pods().stream().map(pod -> pod.getMetadata().getName()).toList();
    }

    private Deployment deployment() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .list()
                .getItems()
                .getFirst();
    }
}
