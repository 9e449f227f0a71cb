package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several operators of which one acts, and operators that lose the API server. Deadlines are asserted at three times what is promised. */
class OperatorReplicasApiServerIT {
    private static final String IMAGE = "baton-node:test";

    private final Map<String, OperatorProcess> operators = new java.util.HashMap<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private TestNamespace namespace;
    private Kubelet kubelet;

    @BeforeAll
    static void install() {
        CustomResourceDefinitions.install(ApiServer.shared().client());
    }

    @BeforeEach
    void start() {
        namespace = ApiServer.shared().namespace("replicas");
        kubelet = Kubelet.start(namespace, new NodeProcesses(IMAGE));
    }

    @AfterEach
    void stop() throws Exception {
        for (OperatorProcess operator : operators.values()) {
            operator.close();
        }
        for (AutoCloseable each : opened) {
            each.close();
        }
        kubelet.close();
        namespace.close();
    }

    @Test
    void theNextOneActsSoonAfterTheLastOneEndedOrCrashed() throws Exception {
        OperatorProcess first = operator("first", namespace.server().kubeconfig());
        awaitHolder("first");
        operator("second", namespace.server().kubeconfig());
        Databases databases = new Databases(namespace, first);
        DatabaseYaml.named("orders").in(namespace).create();
        databases.awaitReady("orders");
        awaitWatching("second");

        long asked = System.nanoTime();
        first.process().destroy();
        awaitHolder("second");
        Duration handOver = since(asked);
        assertThat(first.process().waitFor(10, TimeUnit.SECONDS))
                .as("SIGTERM ends the operator within 10 s; it says\n%s", first.lastLines(30))
                .isTrue();
        System.out.println("graceful hand-over of the operators took " + handOver.toMillis()
                + " ms, the end of the process " + since(asked).toMillis() + " ms");
        // Not at three times: 6 s is what the lease takes to run out, had it not been given up.
        assertThat(handOver).as(first.lastLines(20)).isLessThan(Duration.ofSeconds(4));

        operator("third", namespace.server().kubeconfig());
        awaitWatching("third");
        Databases after = new Databases(namespace, get("third"));
        ReplicatedDatabaseStatus before = after.awaitReady("orders");
        long crashed = System.nanoTime();
        get("second").process().destroyForcibly();
        kubelet.process(before.leader() + "-0").destroyForcibly();
        awaitHolder("third");
        Duration takeOver = since(crashed);
        after.await(
                "orders",
                "another epoch opened",
                status -> status.leader() != null && !Objects.equals(status.epoch(), before.epoch()));
        Duration both = since(crashed);
        System.out.println("after a crash the next operator held the lease in " + takeOver.toMillis()
                + " ms, and the database lost with it was served again in " + both.toMillis() + " ms");
        assertThat(takeOver).isLessThan(Duration.ofSeconds(3 * 10));
        assertThat(both).isLessThan(Duration.ofSeconds(3 * 15));
    }

    @Test
    void anOperatorThatLosesTheApiServerActsNoMoreStaysAliveAndGoesOnAfterwards() throws Exception {
        Line line = new Line(namespace.server());
        opened.add(line);
        OperatorProcess cutOff =
                operator("cutoff", line.through(namespace.server().kubeconfig()));
        Databases databases = new Databases(namespace, cutOff);
        DatabaseYaml.named("orders").in(namespace).create();
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");

        line.cut();
        Awaitility.await("it says that it acts no more")
                .atMost(Duration.ofSeconds(30))
                .until(() -> cutOff.output().contains("acts no more"));
        // As long as a liveness probe needs to give up on it.
        Awaitility.await("it neither ends nor wants to be restarted")
                .during(Duration.ofSeconds(15))
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    assertThat(cutOff.process().isAlive())
                            .as(cutOff.lastLines(30))
                            .isTrue();
                    assertThat(cutOff.ask("/q/health/live").statusCode()).isEqualTo(200);
                });
        assertThat(databases.status("orders").epoch()).isEqualTo(before.epoch());

        line.mend();
        long mended = System.nanoTime();
        databases.annotate("orders", "baton.dev/switchover", "orders-1");
        databases.await(
                "orders",
                "it carries out what is asked",
                status -> status.requests().stream().anyMatch(request -> request.completedTime() != null));
        System.out.println("after the API server was back a request was done in "
                + since(mended).toMillis() + " ms");
        assertThat(since(mended)).isLessThan(Duration.ofSeconds(3 * 10));
        assertThat(cutOff.process().isAlive()).isTrue();
    }

    @Test
    void oneThatStartsWithoutTheApiServerWaitsForIt() throws Exception {
        Line line = new Line(namespace.server());
        opened.add(line);
        line.cut();
        OperatorProcess early =
                operator("early", line.through(namespace.server().kubeconfig()));
        DatabaseYaml.named("orders").in(namespace).create();
        Awaitility.await("it waits")
                .atMost(Duration.ofSeconds(60))
                .until(() -> early.output().contains("listSyncAndWatch failed"));
        assertThat(early.process().isAlive()).as(early.lastLines(30)).isTrue();
        line.mend();
        new Databases(namespace, early).awaitReady("orders");
    }

    @Test
    void itEndsInTimeAlsoWhileTheApiServerIsAway() throws Exception {
        Line line = new Line(namespace.server());
        opened.add(line);
        OperatorProcess cutOff =
                operator("cutoff", line.through(namespace.server().kubeconfig()));
        DatabaseYaml.named("orders").in(namespace).create();
        new Databases(namespace, cutOff).awaitReady("orders");
        line.cut();
        long asked = System.nanoTime();
        cutOff.process().destroy();
        assertThat(cutOff.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        System.out.println(
                "without the API server the operator ended in " + since(asked).toMillis() + " ms");
        assertThat(since(asked)).as(cutOff.lastLines(30)).isLessThan(Duration.ofSeconds(10));
    }

    private OperatorProcess operator(String name, java.nio.file.Path kubeconfig) {
        OperatorProcess started = OperatorProcess.start(
                namespace,
                kubeconfig,
                Map.of(
                        "BATON_NODE_IMAGE", IMAGE,
                        "BATON_OPERATOR_NAMESPACE", namespace.name(),
                        "BATON_OPERATOR_NAME", name));
        operators.put(name, started);
        return started;
    }

    private OperatorProcess get(String name) {
        return Objects.requireNonNull(operators.get(name));
    }

    /** It has seen who holds the lease, and would take it next. */
    private void awaitWatching(String name) {
        Awaitility.await(name + " watches")
                .atMost(Duration.ofSeconds(60))
                .until(() -> get(name).output().contains("is held by"));
    }

    private void awaitHolder(String name) {
        Awaitility.await(name + " holds the lease")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    Lease lease = namespace
                            .client()
                            .leases()
                            .inNamespace(namespace.name())
                            .withName("baton-operator")
                            .get();
                    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
                    assertThat(get(name).process().isAlive())
                            .as(get(name).lastLines(40))
                            .isTrue();
                    return holder != null && holder.startsWith(name + "_");
                });
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
