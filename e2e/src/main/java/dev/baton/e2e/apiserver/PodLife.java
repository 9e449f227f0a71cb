package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The life of one pod on a virtual thread of its own: bound to the node, started, asked whether it is ready, restarted, ended. */
final class PodLife {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration REFRESH = Duration.ofSeconds(2);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

    private final ApiServer server;
    private final KubernetesClient client;
    private final String node;
    private final PodRunner runner;
    private final Predicate<String> heldBack;
    private final Path log;
    private final String podIp = Addresses.next();
    private final Mounts mounts;
    private final PodReport report;

    private volatile Pod pod;
    private volatile @Nullable Process process;
    private volatile boolean gone;
    private @Nullable PodStatus written;
    private Instant startAgain = Instant.MIN;
    private Instant refreshAgain = Instant.MIN;

    private PodLife(ApiServer server, String node, Path folder, PodRunner runner, Predicate<String> heldBack, Pod pod) {
        this.server = server;
        this.client = server.client();
        this.node = node;
        this.runner = runner;
        this.heldBack = heldBack;
        this.pod = pod;
        this.log = folder.resolve(
                pod.getMetadata().getName() + "_" + pod.getMetadata().getUid() + ".log");
        this.mounts = new Mounts(client, folder.resolve("claims"), folder.resolve("ephemeral"));
        this.report = new PodReport(podIp, pod.getSpec().getContainers().getFirst());
    }

    /** @param heldBack the pods, by name, whose container isn't to be started */
    static PodLife begin(
            ApiServer server, String node, Path folder, PodRunner runner, Predicate<String> heldBack, Pod pod) {
        PodLife life = new PodLife(server, node, folder, runner, heldBack, pod);
        Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).start(life::live);
        return life;
    }

    String name() {
        return pod.getMetadata().getName();
    }

    Optional<Process> process() {
        return Optional.ofNullable(process).filter(Process::isAlive);
    }

    void seen(Pod now) {
        pod = now;
    }

    /** As when the node is gone: the process ends at once, and nobody writes the status any more. */
    void kill() {
        gone = true;
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    private void live() {
        while (!gone) {
            try {
                if (pod.getMetadata().getDeletionTimestamp() != null) {
                    end();
                    return;
                }
                step();
                Thread.sleep(LOOK_AGAIN);
            } catch (KubernetesClientException refused) {
                // 404: deleted meanwhile; 409: bound already or changed meanwhile. Anything else is worth a line, and
                // another try.
                if (refused.getCode() != 404 && refused.getCode() != 409 && !gone) {
                    System.err.println("kubelet: pod " + name() + ": " + refused.getMessage());
                }
                pause();
            } catch (IOException failed) {
                report.waits("RunContainerError", String.valueOf(failed.getMessage()));
                startAgain = Instant.now().plus(LONGEST_BACK_OFF);
                pause();
            } catch (InterruptedException stop) {
                kill();
                return;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException stop) {
            kill();
        }
    }

    private void step() throws IOException, InterruptedException {
        if (pod.getSpec().getNodeName() == null) {
            bind();
            return;
        }
        Process running = process;
        if (running == null && Instant.now().isAfter(startAgain) && !heldBack.test(name())) {
            start();
        } else if (running != null && !running.isAlive()) {
            report.ended(running.exitValue());
            process = null;
            startAgain = Instant.now().plus(backOff());
        } else if (running != null) {
            report.ready(new Readiness(container(), podIp).ask());
            if (Instant.now().isAfter(refreshAgain)) {
                mounts.refresh(pod);
                refreshAgain = Instant.now().plus(REFRESH);
            }
        }
        write();
    }

    private Container container() {
        return pod.getSpec().getContainers().getFirst();
    }

    private Duration backOff() {
        Duration growing = Duration.ofMillis(300).multipliedBy(1L << Math.min(report.restarts(), 5));
        return growing.compareTo(LONGEST_BACK_OFF) < 0 ? growing : LONGEST_BACK_OFF;
    }

    private void bind() {
        client.bindings()
                .inNamespace(pod.getMetadata().getNamespace())
                .resource(new BindingBuilder()
                        .withNewMetadata()
                        .withName(name())
                        .withNamespace(pod.getMetadata().getNamespace())
                        .endMetadata()
                        .withNewTarget()
                        .withKind("Node")
                        .withName(node)
                        .endTarget()
                        .build())
                .create();
    }

    private void start() throws IOException {
        try {
            Container container = container();
            Map<String, Path> paths = mounts.prepare(pod, container);
            Map<String, String> environment = new Environment(client, pod, podIp).of(container);
            environment.replaceAll((name, value) -> Mounts.translate(value, paths));
            Process started = server.watch(runner.start(new ContainerStart(
                    pod,
                    container,
                    podIp,
                    environment,
                    Mounts.translate(container.getArgs(), paths),
                    log,
                    report.restarts())));
            process = started;
            if (gone) {
                started.destroyForcibly();
            }
            report.started(started.pid());
        } catch (PodRunner.CannotStart cannot) {
            report.waits(cannot.reason(), String.valueOf(cannot.getMessage()));
            startAgain = Instant.now().plusMillis(500);
        }
    }

    private void end() throws InterruptedException {
        Process running = process;
        if (running != null) {
            // The SIGTERM of a kubelet. The pod is unready meanwhile, as its endpoint says from the deletion on.
            running.destroy();
            Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
            if (!running.waitFor(grace == null ? 30 : grace, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
            report.ended(running.exitValue());
            process = null;
        }
        try {
            write();
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(name())
                    .withGracePeriod(0)
                    .delete();
        } catch (KubernetesClientException deletedMeanwhile) {
            if (deletedMeanwhile.getCode() != 404 && deletedMeanwhile.getCode() != 409) {
                throw deletedMeanwhile;
            }
        }
    }

    private void write() {
        PodStatus status = report.status();
        if (status.equals(written)) {
            return;
        }
        // The uid makes the API server refuse a patch meant for a pod that was replaced by one of the same name.
        Pod patch = new PodBuilder()
                .withNewMetadata()
                .withName(name())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .endMetadata()
                .withStatus(status)
                .build();
        client.resource(patch).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        written = status;
    }
}
