package dev.baton.e2e.kind;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Volumes that are file systems of their own, one on each worker, so that one of them can be frozen or filled without the rest of the
 * machine noticing: ext4 in a file of this machine, on a loop device, mounted in the node. A storage class of the scene's name offers them.
 */
public final class LoopVolumes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Scene scene;
    private final String storageClass;
    private final List<Volume> volumes = new ArrayList<>();

    /**
     * @param node the worker's name
     * @param path in the node
     * @param file behind it, on this machine
     */
    public record Volume(String node, String path, Path file, String device) {}

    private LoopVolumes(Scene scene) {
        this.scene = scene;
        this.storageClass = scene.namespace();
    }

    /** @param size as {@code truncate} takes it, e.g. {@code 512M}; a database asks for less than half of it */
    public static LoopVolumes make(Scene scene, String size) {
        LoopVolumes made = new LoopVolumes(scene);
        scene.owns(made);
        made.apply(StorageClass.class, """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: %s}
                provisioner: kubernetes.io/no-provisioner
                volumeBindingMode: WaitForFirstConsumer
                """.formatted(made.storageClass));
        for (String node : scene.cluster().workers()) {
            made.add(node, size);
        }
        return made;
    }

    public String storageClass() {
        return storageClass;
    }

    public Volume on(String node) {
        return volumes.stream()
                .filter(volume -> volume.node().equals(node))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume on " + node + ": " + volumes));
    }

    private void add(String node, String size) {
        // undo-faults knows a file system as ours by the word baton in its file's path.
        Path file = KindCluster.cache().resolve("baton-loop-" + storageClass + "-" + node + ".img");
        String path = "/mnt/baton-loop-" + storageClass;
        host("truncate -s " + size + " " + file + " && mkfs.ext4 -q -F " + file);
        String device = host("losetup -f --show " + file).strip();
        volumes.add(new Volume(node, path, file, device));
        String number = device.substring("/dev/loop".length());
        KindCluster.onNode(
                node,
                "[ -b %s ] || mknod %s b 7 %s; mkdir -p %s && mount %s %s && rmdir %s/lost+found"
                        .formatted(device, device, number, path, device, path, path));
        apply(PersistentVolume.class, """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %s-%s}
                spec:
                  capacity: {storage: 256Mi}
                  accessModes: [ReadWriteOnce]
                  persistentVolumeReclaimPolicy: Retain
                  storageClassName: %s
                  local: {path: %s}
                  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [%s]}]}]}}
                """.formatted(storageClass, node, storageClass, path, node));
    }

    /** Unmounts them, whoever still uses them, and takes their files away. */
    @Override
    public void close() {
        for (Volume volume : volumes) {
            scene.client()
                    .persistentVolumes()
                    .withName(storageClass + "-" + volume.node())
                    .delete();
            KindCluster.onNode(volume.node(), "umount -l " + volume.path() + " || true");
            host("losetup -d " + volume.device() + "; rm -f " + volume.file());
        }
        scene.client().storage().v1().storageClasses().withName(storageClass).delete();
    }

    private <T extends io.fabric8.kubernetes.api.model.HasMetadata> void apply(Class<T> kind, String yaml) {
        scene.client()
                .resource(scene.client().getKubernetesSerialization().unmarshal(yaml, kind))
                .create();
    }

    private static String host(String script) {
        return Shell.run(PATIENCE, List.of("sh", "-c", script));
    }
}
