package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestState;
import dev.baton.workload.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Definition, operator and members are of several versions, on the way to the newer ones and back. */
@Timeout(180)
class UpgradeApiServerIT {
    @RegisterExtension
    final ApiServerScene scene = ApiServerScene.named("upgrade").running(OtherVersion.runner());

    @TempDir
    private Path folder;

    @Test
    void membersOfAnOlderAndANewerVersionWorkTogetherInARollingUpdateAndBack() throws Exception {
        Databases databases = scene.databases();
        Clients clients = new Clients(scene.namespace(), "orders");
        DatabaseYaml.named("orders")
                .spec("replicas: 3, storage: {size: 1Gi}, image: '" + OtherVersion.OLDER + "'")
                .in(scene.namespace())
                .create();
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        try (Workload workload = clients.load(folder)) {
            Clients.acknowledges(workload, 200);
            ReplicatedDatabaseStatus newer = rollOut(databases, OtherVersion.NEWER);
            Clients.acknowledges(workload, 200);
            ReplicatedDatabaseStatus back = rollOut(databases, OtherVersion.OLDER);
            assertThat(newer.epoch()).as("one hand-over").isEqualTo(Objects.requireNonNull(before.epoch()) + 1);
            assertThat(back.epoch()).as("and one back").isEqualTo(before.epoch() + 2);
            Clients.acknowledges(workload, 200);
            clients.lostNothing(workload);
        }
    }

    @Test
    void aVersionThatTheOperatorDoesNotUnderstandHaltsTheRolloutAndIsSaid() throws Exception {
        Databases databases = scene.databases();
        Clients clients = new Clients(scene.namespace(), "orders");
        DatabaseYaml.named("orders").in(scene.namespace()).create();
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        try (Workload workload = clients.load(folder)) {
            databases.patchSpec("orders", Map.of("image", OtherVersion.STRANGE));
            ReplicatedDatabaseStatus halted = databases.await(
                    "orders",
                    "the version is said not to be understood",
                    status -> Databases.condition(status, "Stalled").getReason().equals("ProtocolUnknown"));
            assertThat(Databases.condition(halted, "Stalled").getMessage())
                    .contains("speaks protocol version 9", "run this operator in a newer version");
            Clients.acknowledges(workload, 500);
            assertThat(Databases.is(databases.status("orders"), "Available", "True"))
                    .isTrue();
            ReplicatedDatabaseStatus after = rollOut(databases, RunningOperator.NODE_IMAGE);
            assertThat(after.epoch()).as("the leader led on").isEqualTo(before.epoch());
            clients.lostNothing(workload);
        }
    }

    @Test
    void aNewerDefinitionAndOperatorTakeOverWhatOlderOnesMadeAndRestartNoPod() {
        Databases databases = scene.databases();
        try {
            olderDefinition();
            DatabaseYaml.named("orders").in(scene.namespace()).create();
            ReplicatedDatabaseStatus before = databases.awaitReady("orders");
            Map<String, String> pods = pods();
            Map<String, String> templates = templates();

            CustomResourceDefinitions.install(ApiServer.shared().client());
            scene.startOperatorAnew(namespace -> OperatorProcess.start(namespace, "baton-node:of-the-newer-operator"));
            Databases after = scene.databases();
            after.annotate(
                    "orders",
                    "baton.dev/switchover",
                    before.synchronousFollowers().getFirst());
            ReplicatedDatabaseStatus handedOver = after.await(
                    "orders",
                    "the new operator did what it was asked",
                    status -> status.requests().stream().anyMatch(request -> request.state() == RequestState.SUCCEEDED)
                            && Databases.is(status, "Ready", "True"));
            assertThat(handedOver.image()).isEqualTo(RunningOperator.NODE_IMAGE);
            assertThat(pods()).isEqualTo(pods);
            assertThat(templates()).isEqualTo(templates);
        } finally {
            CustomResourceDefinitions.install(ApiServer.shared().client());
        }
    }

    private static ReplicatedDatabaseStatus rollOut(Databases databases, String image) {
        databases.patchSpec("orders", Map.of("image", image));
        long generation = databases.get("orders").getMetadata().getGeneration();
        return databases.await(
                "orders",
                "all run " + image,
                status -> Objects.equals(status.observedGeneration(), generation)
                        && Databases.is(status, "Ready", "True"));
    }

    /** One without some of today's fields. */
    private void olderDefinition() {
        var definitions = ApiServer.shared().client().apiextensions().v1().customResourceDefinitions();
        definitions.withName(CustomResourceDefinitions.NAME).edit((CustomResourceDefinition crd) -> {
            JSONSchemaProps root =
                    crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
            part(root, "spec").keySet().removeAll(Set.of("limits", "service"));
            part(root, "status").remove("image");
            return crd;
        });
    }

    private static Map<String, JSONSchemaProps> part(JSONSchemaProps root, String name) {
        return Objects.requireNonNull(root.getProperties().get(name)).getProperties();
    }

    /** Which process each pod runs, and who that pod is. */
    private Map<String, String> pods() {
        Map<String, String> pods = new TreeMap<>();
        for (Pod pod :
                client().pods().inNamespace(scene.namespace().name()).list().getItems()) {
            String name = pod.getMetadata().getName();
            pods.put(
                    name,
                    pod.getMetadata().getUid() + " "
                            + scene.kubelet().process(name).pid());
        }
        return pods;
    }

    private Map<String, String> templates() {
        Map<String, String> templates = new TreeMap<>();
        client().apps()
                .statefulSets()
                .inNamespace(scene.namespace().name())
                .list()
                .getItems()
                .forEach(set -> templates.put(
                        set.getMetadata().getName(),
                        set.getMetadata().getGeneration() + " "
                                + set.getSpec()
                                        .getTemplate()
                                        .getMetadata()
                                        .getAnnotations()
                                        .get("baton.dev/template-hash")));
        return templates;
    }

    private KubernetesClient client() {
        return scene.client();
    }
}
