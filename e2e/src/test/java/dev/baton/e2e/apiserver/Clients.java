package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.workload.Access;
import dev.baton.workload.Check;
import dev.baton.workload.Endpoint;
import dev.baton.workload.Route;
import dev.baton.workload.Verdict;
import dev.baton.workload.Workload;
import dev.baton.workload.WorkloadSettings;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** Those who write to a database through its leader Service while the test does things to it. */
record Clients(TestNamespace namespace, String database) {

    /** Begins to write; what came of each write is recorded in that folder. */
    Workload load(Path folder) throws IOException {
        return Workload.start(WorkloadSettings.writingTo(throughService(), folder.resolve(database + ".jsonl"))
                .as(access()));
    }

    Access access() {
        String password = client().secrets()
                .inNamespace(namespace.name())
                .withName(database + "-auth")
                .get()
                .getData()
                .get("password");
        return Access.with(new String(Base64.getDecoder().decode(password), StandardCharsets.UTF_8));
    }

    /** Where the leader Service leads, as kube-proxy would: while the API server is gone, where it led last. */
    Route throughService() {
        AtomicReference<Optional<Endpoint>> last = new AtomicReference<>(Optional.empty());
        return () -> {
            try {
                last.set(endpoint());
            } catch (KubernetesClientException gone) {
                // The rules on the nodes stay as they are.
            }
            return Objects.requireNonNull(last.get());
        };
    }

    private Optional<Endpoint> endpoint() {
        Map<String, String> selector = client().services()
                .inNamespace(namespace.name())
                .withName(database + "-leader")
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
    }

    /** Stops writing, and holds what was acknowledged against what the database has. */
    void lostNothing(Workload workload) throws IOException {
        workload.stop();
        Verdict verdict = Check.check(
                workload.history(), throughService(), access(), Verdict.Promise.NOTHING_LOST, Duration.ofSeconds(30));
        assertThat(verdict.holds()).as(verdict.toString()).isTrue();
        assertThat(verdict.acknowledged()).isGreaterThan(300);
    }

    static void acknowledges(Workload workload, long more) {
        long before = workload.progress().acked();
        Awaitility.await(more + " more writes are acknowledged")
                .atMost(Duration.ofSeconds(60))
                .until(() -> workload.progress().acked() >= before + more);
    }

    private KubernetesClient client() {
        return namespace.client();
    }
}
