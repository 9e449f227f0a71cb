package dev.baton.e2e.apiserver;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The volumes of a pod as folders of this machine. A claim's folder is named after its uid: a claim that was deleted and made again is
 * another volume, as with a provisioner.
 */
final class Mounts {
    private final KubernetesClient client;
    private final Path claims;
    private final Path ephemeral;

    Mounts(KubernetesClient client, Path claims, Path ephemeral) {
        this.client = client;
        this.claims = claims;
        this.ephemeral = ephemeral;
    }

    /** Mount path in the container → folder here, the longest path first. */
    Map<String, Path> prepare(Pod pod, Container container) throws IOException, PodRunner.CannotStart {
        Map<String, Path> mounts = new TreeMap<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (VolumeMount mount : container.getVolumeMounts()) {
            Volume volume = pod.getSpec().getVolumes().stream()
                    .filter(it -> it.getName().equals(mount.getName()))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("the API server took a mount without a volume: " + mount));
            mounts.put(mount.getMountPath(), folderOf(pod, volume));
        }
        return mounts;
    }

    private Path folderOf(Pod pod, Volume volume) throws IOException, PodRunner.CannotStart {
        if (volume.getPersistentVolumeClaim() != null) {
            return claim(pod, volume.getPersistentVolumeClaim().getClaimName());
        }
        Path folder = Files.createDirectories(
                ephemeral.resolve(pod.getMetadata().getUid()).resolve(volume.getName()));
        if (volume.getSecret() != null) {
            project(pod, volume.getSecret().getSecretName(), folder);
        } else if (volume.getEmptyDir() == null && volume.getProjected() == null) {
            // Projected: the token the API server adds to every pod that doesn't forbid it; nothing here reads it.
            throw new PodRunner.CannotStart(
                    "CreateContainerConfigError",
                    "this kubelet knows claims, secrets, emptyDir and projected tokens, not volume "
                            + volume.getName());
        }
        return folder;
    }

    private Path claim(Pod pod, String name) throws IOException, PodRunner.CannotStart {
        PersistentVolumeClaim claim = client.persistentVolumeClaims()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (claim == null) {
            throw new PodRunner.CannotStart("ContainerCreating", "persistentvolumeclaim \"" + name + "\" not found");
        }
        return Files.createDirectories(claim(claims, claim));
    }

    static Path claim(Path claims, PersistentVolumeClaim claim) {
        return claims.resolve(
                claim.getMetadata().getName() + "_" + claim.getMetadata().getUid());
    }

    /** Brings the files of mounted secrets up to date, as a kubelet does within a minute or two. */
    void refresh(Pod pod) throws IOException {
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getSecret() != null) {
                try {
                    folderOf(pod, volume);
                } catch (PodRunner.CannotStart gone) {
                    // A running container keeps the files of a secret that was deleted.
                    System.err.println("kubelet: pod " + pod.getMetadata().getName() + ": " + gone.getMessage());
                }
            }
        }
    }

    private void project(Pod pod, String name, Path folder) throws IOException, PodRunner.CannotStart {
        Secret secret = client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (secret == null) {
            throw new PodRunner.CannotStart("ContainerCreating", "secret \"" + name + "\" not found");
        }
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        // What is new beside the others comes before what others became, so that no file is read without its companion.
        for (Map.Entry<String, String> entry :
                new TreeMap<>(data).descendingMap().entrySet()) {
            Path file = folder.resolve(entry.getKey());
            byte[] content = Base64.getDecoder().decode(entry.getValue());
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
                Path written = Files.write(folder.resolve("." + entry.getKey()), content);
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!data.containsKey(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
    }

    /** The text with the paths of mounts at its beginning replaced by those of this machine. */
    static String translate(String text, Map<String, Path> mounts) {
        for (Map.Entry<String, Path> mount : mounts.entrySet()) {
            String path = mount.getKey();
            if (text.equals(path) || text.startsWith(path + "/")) {
                return mount.getValue() + text.substring(path.length());
            }
        }
        return text;
    }

    static List<String> translate(List<String> texts, Map<String, Path> mounts) {
        return texts.stream().map(text -> translate(text, mounts)).toList();
    }
}
