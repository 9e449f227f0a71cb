package dev.baton.e2e.kind;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster {@code baton-test} with the operator in it, once per JVM. {@code bin/test} makes the cluster and says in the
 * environment where it is ({@code BATON_KUBECONFIG}, or the file named after {@code BATON_CLUSTER} in {@code BATON_CACHE}) and what runs in it ({@code NODE_IMAGE}, {@code OPERATOR_IMAGE},
 * {@code CLIENT_IMAGE}).
 */
public final class KindCluster {
    private static final String OPERATOR_NAMESPACE = "baton-system";
    private static @Nullable KindCluster shared;

    private final Path kubeconfig;
    private final KubernetesClient client;

    private KindCluster(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
    }

    /** The cluster, with the chart installed and the operator ready. */
    public static synchronized KindCluster shared() throws IOException {
        if (shared == null) {
            KindCluster cluster = new KindCluster(kubeconfig());
            cluster.installOperator();
            shared = cluster;
        }
        return shared;
    }

    public KubernetesClient client() {
        return client;
    }

    public String operatorNamespace() {
        return OPERATOR_NAMESPACE;
    }

    /** The node that no member runs on. */
    public String controlPlane() {
        return client.nodes()
                .withLabel("node-role.kubernetes.io/control-plane")
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();
    }

    /** The nodes that members run on. */
    public List<String> workers() {
        return client.nodes().withoutLabel("node-role.kubernetes.io/control-plane").list().getItems().stream()
                .map(node -> node.getMetadata().getName())
                .toList();
    }

    /** As {@code kubectl drain} does. What it returns makes the node fit for pods again. */
    public AutoCloseable drain(String node) {
        kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--force", "--timeout=60s");
        return () -> kubectl("uncordon", node);
    }

    private void kubectl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        Shell.run(Duration.ofSeconds(90), command);
    }

    public OperatorPods operator() {
        return new OperatorPods(client, OPERATOR_NAMESPACE);
    }

    public static String clientImage() {
        return environment("CLIENT_IMAGE");
    }

    /** Runs a shell script in a node's container, as root of the node. */
    public static String onNode(String node, String script) {
        return Shell.run(Duration.ofSeconds(30), List.of("docker", "exec", node, "sh", "-c", script));
    }

    private void installOperator() throws IOException {
        Path chart = repository().resolve("charts/baton");
        Image operator = Image.parse(environment("OPERATOR_IMAGE"));
        Shell.run(
                Duration.ofMinutes(3),
                List.of(
                        "helm",
                        "--kubeconfig",
                        kubeconfig.toString(),
                        "upgrade",
                        "--install",
                        "baton",
                        chart.toString(),
                        "--namespace",
                        OPERATOR_NAMESPACE,
                        "--create-namespace",
                        "--set-string",
                        "image.repository=" + operator.repository() + ",image.tag=" + operator.tag(),
                        "--set-string",
                        "nodeImage=" + environment("NODE_IMAGE"),
                        "--wait",
                        "--timeout",
                        "150s"));
        // Helm counts a Deployment as ready whose old pod still answers: wait for what runs the images just named.
        operator().awaitReady();
    }

    private record Image(String repository, String tag) {
        public static Image parse(String image) {
            int colon = image.lastIndexOf(':');
            if (colon < 0) {
                throw new IllegalStateException("image " + image + " has no tag: bin/images tags by content");
            }
            return new Image(image.substring(0, colon), image.substring(colon + 1));
        }
    }

    /** Maven runs tests in the module's folder, an IDE often in the repository's. */
    public static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("charts")) || here.getParent() == null ? here : here.getParent();
    }

    /** Where the project's scripts keep what is to be found again. */
    public static Path cache() {
        return Path.of(environment("BATON_CACHE"));
    }

    /** Never the user's own: these tests break things. */
    private static Path kubeconfig() {
        String given = System.getenv("BATON_KUBECONFIG");
        if (given != null) {
            return Path.of(given);
        }
        return Path.of(environment("BATON_CACHE"), environment("BATON_CLUSTER") + ".kubeconfig");
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(
                    name + " is not set: run these tests by bin/test e2e, which makes the cluster");
        }
        return value;
    }
}
