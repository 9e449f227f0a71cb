package dev.baton.e2e.kind;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Writes what a person needs to see why a scenario failed: databases, pods, logs, events, in {@code target/e2e-diagnostics}. */
final class Diagnostics {
    private final Scene scene;

    Diagnostics(Scene scene) {
        this.scene = scene;
    }

    /** Never fails: the test's own failure is what must be seen. */
    void dump(String name) {
        Path folder = KindCluster.repository().resolve("target/e2e-diagnostics").resolve(name);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            System.err.println("no diagnostics: " + e);
            return;
        }
        for (String namespace : List.of(scene.namespace(), scene.cluster().operatorNamespace())) {
            write(folder, "pods-" + namespace + ".yaml", () -> yaml(pods(namespace)));
            for (Pod pod : pods(namespace)) {
                for (Container container : pod.getSpec().getContainers()) {
                    String file = pod.getMetadata().getName() + "-" + container.getName();
                    write(folder, file + ".log", () -> log(pod, container, false));
                    write(folder, file + "-before.log", () -> log(pod, container, true));
                }
            }
        }
        write(folder, "databases.yaml", () -> yaml(scene.databases()));
        write(
                folder,
                "leases.yaml",
                () -> yaml(scene.client()
                        .leases()
                        .inNamespace(scene.namespace())
                        .list()
                        .getItems()));
        write(
                folder,
                "volumes.yaml",
                () -> yaml(scene.client()
                        .persistentVolumeClaims()
                        .inNamespace(scene.namespace())
                        .list()
                        .getItems()));
        write(
                folder,
                "services.yaml",
                () -> yaml(scene.client()
                        .services()
                        .inNamespace(scene.namespace())
                        .list()
                        .getItems()));
        write(folder, "events.txt", this::events);
        System.err.println("diagnostics: " + folder);
    }

    private List<Pod> pods(String namespace) {
        return scene.client().pods().inNamespace(namespace).list().getItems();
    }

    private String log(Pod pod, Container container, boolean terminated) {
        var resource = scene.client()
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .inContainer(container.getName());
        return terminated ? resource.terminated().getLog() : resource.getLog();
    }

    private String events() {
        return scene.client().v1().events().inNamespace(scene.namespace()).list().getItems().stream()
                .sorted(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())))
                .map(event -> event.getLastTimestamp() + " " + event.getType() + " " + event.getReason() + " "
                        + event.getInvolvedObject().getKind() + "/"
                        + event.getInvolvedObject().getName() + " x"
                        + event.getCount() + ": " + event.getMessage())
                .collect(Collectors.joining("\n"));
    }

    private String yaml(List<?> objects) {
        return objects.stream()
                .map(object -> scene.client().getKubernetesSerialization().asYaml(object))
                .collect(Collectors.joining("---\n"));
    }

    private static void write(Path folder, String name, Supplier<String> content) {
        try {
            Files.writeString(folder.resolve(name), content.get());
        } catch (IOException | KubernetesClientException e) {
            System.err.println("diagnostics lack " + name + ": " + e.getMessage());
        }
    }
}
