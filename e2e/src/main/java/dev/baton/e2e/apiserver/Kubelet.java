package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Plays scheduler, kubelet and provisioner for the pods of one namespace: each pod becomes a real process on an address of its own, with
 * its claims and secrets as folders; what becomes of the process is written to the pod's status. A process that ends is started again;
 * a pod that is deleted gets SIGTERM, its grace period, SIGKILL. One container a pod.
 *
 * <p>Thread-safe. Closing it kills the processes and leaves the pods as they are.
 */
public final class Kubelet implements AutoCloseable {
    private final KubernetesClient client;
    private final PodRunner runner;
    private final Path folder;
    private final ApiServer server;
    private final String node;
    private final String namespace;
    private final Map<String, PodLife> lives = new ConcurrentHashMap<>();
    private final Set<String> heldBack = ConcurrentHashMap.newKeySet();
    private final Provisioner provisioner;
    private final SharedIndexInformer<Pod> pods;

    /** Begins to run the pods of the namespace. */
    public static Kubelet start(TestNamespace namespace, PodRunner runner) {
        return new Kubelet(namespace, runner);
    }

    private Kubelet(TestNamespace namespace, PodRunner runner) {
        this.server = namespace.server();
        this.client = server.client();
        this.namespace = namespace.name();
        this.runner = runner;
        this.folder = server.newFolder("kubelet-" + namespace.name());
        this.node = "node-" + namespace.name();
        registerNode();
        this.provisioner = new Provisioner(client, namespace.name());
        this.pods = client.pods().inNamespace(namespace.name()).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                seen(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                seen(pod);
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {
                PodLife life = lives.remove(pod.getMetadata().getUid());
                if (life != null) {
                    life.kill();
                }
            }
        });
    }

    private void registerNode() {
        Node made = new NodeBuilder()
                .withNewMetadata()
                .withName(node)
                .addToLabels("kubernetes.io/hostname", node)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .withLastHeartbeatTime(Instant.now().toString())
                .withLastTransitionTime(Instant.now().toString())
                .endCondition()
                .endStatus()
                .build();
        client.nodes().resource(made).create();
        client.nodes().resource(made).patchStatus();
    }

    private void seen(Pod pod) {
        lives.computeIfAbsent(
                        pod.getMetadata().getUid(),
                        uid -> PodLife.begin(server, node, folder, runner, heldBack::contains, pod))
                .seen(pod);
    }

    /** The name of the node the pods run on. */
    public String node() {
        return node;
    }

    /** The process of a pod that runs now. */
    public Process process(String pod) {
        return lives.values().stream()
                .filter(life -> life.name().equals(pod))
                .flatMap(life -> life.process().stream())
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no process of pod " + pod + " runs"));
    }

    /** Kills the pod's process, and doesn't start another one until it is {@linkplain #letStart let}. Returns when it has ended. */
    public void holdBack(String pod) throws InterruptedException {
        heldBack.add(pod);
        process(pod).destroyForcibly().waitFor();
    }

    public void letStart(String pod) {
        heldBack.remove(pod);
    }

    /** The folder that is the volume of a claim. */
    public Path volume(String claim) {
        return Mounts.claim(
                folder.resolve("claims"),
                client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(claim)
                        .get());
    }

    /** The folder with the logs of all pods, {@code POD_UID.log}. */
    public Path logs() {
        return folder;
    }

    @Override
    public void close() {
        pods.close();
        provisioner.close();
        lives.values().forEach(PodLife::kill);
        client.nodes().withName(node).delete();
    }
}
