package dev.baton.e2e.apiserver;

import dev.baton.crds.Labels;
import dev.baton.protocol.MemberName;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs the pods of one namespace as {@link LightMember}s, and asks the API server for nothing once they run. Thread-safe. */
final class LightPods implements AutoCloseable {
    private final KubernetesClient client;
    private final String node;
    private final Provisioner provisioner;
    private final SharedIndexInformer<Pod> informer;
    private final Map<String, List<LightMember>> databases = new ConcurrentHashMap<>();
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    /** A pod's member, where it listens, and what the pod's status says of it. */
    private record Running(Pod pod, LightMember member, String address, PodReport report) {}

    /** @param node the name of a node that is ready */
    LightPods(TestNamespace namespace, String node) {
        this.client = namespace.client();
        this.node = node;
        this.provisioner = new Provisioner(client, namespace.name());
        this.informer = client.pods().inNamespace(namespace.name()).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                Thread.ofVirtual().start(() -> run(pod));
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                if (pod.getMetadata().getDeletionTimestamp() != null) {
                    client.resource(pod).withGracePeriod(0).delete();
                }
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {
                Running gone = running.remove(pod.getMetadata().getName());
                if (gone != null) {
                    gone.member().kill();
                }
            }
        });
    }

    /** Ends a member's process, as by {@code kill -9}, and says so in its pod's status. */
    void kill(MemberName member) {
        Running killed = of(member);
        killed.member().kill();
        killed.report().ended(137);
        write(killed);
    }

    /** Starts it again. */
    void restart(MemberName member) {
        start(of(member));
    }

    private Running of(MemberName member) {
        return running.values().stream()
                .filter(one -> one.member().name().equals(member))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no pod of " + member + " runs"));
    }

    private void run(Pod pod) {
        String database = pod.getMetadata().getLabels().get(Labels.DATABASE);
        MemberName name = new MemberName(
                Objects.requireNonNull(pod.getMetadata().getLabels().get(Labels.MEMBER)));
        List<LightMember> members = databases.computeIfAbsent(database, key -> new CopyOnWriteArrayList<>());
        LightMember member = members.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseGet(() -> new LightMember(name, members));
        client.bindings()
                .inNamespace(pod.getMetadata().getNamespace())
                .resource(new BindingBuilder()
                        .withNewMetadata()
                        .withName(pod.getMetadata().getName())
                        .withNamespace(pod.getMetadata().getNamespace())
                        .endMetadata()
                        .withNewTarget()
                        .withKind("Node")
                        .withName(node)
                        .endTarget()
                        .build())
                .create();
        String address = Addresses.next();
        Running made = new Running(
                pod,
                member,
                address,
                new PodReport(address, pod.getSpec().getContainers().getFirst()));
        running.put(pod.getMetadata().getName(), made);
        start(made);
    }

    private void start(Running one) {
        try {
            one.member().start(one.address());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        one.report().started(ProcessHandle.current().pid());
        one.report().ready(true);
        write(one);
    }

    private void write(Running one) {
        PodStatus status = one.report().status();
        Pod patch = new PodBuilder()
                .withNewMetadata()
                .withName(one.pod().getMetadata().getName())
                .withNamespace(one.pod().getMetadata().getNamespace())
                .withUid(one.pod().getMetadata().getUid())
                .endMetadata()
                .withStatus(status)
                .build();
        try {
            client.resource(patch).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        } catch (KubernetesClientException deletedMeanwhile) {
            if (deletedMeanwhile.getCode() != 404 && deletedMeanwhile.getCode() != 409) {
                throw deletedMeanwhile;
            }
        }
    }

    @Override
    public void close() {
        informer.close();
        provisioner.close();
        running.values().forEach(one -> one.member().close());
    }
}
