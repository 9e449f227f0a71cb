package dev.baton.operator.desired;

import dev.baton.crds.Annotations;
import dev.baton.crds.Labels;
import dev.baton.crds.spec.EvictionPolicy;
import dev.baton.crds.spec.PodSettings;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.crds.spec.SecretReference;
import dev.baton.protocol.Ports;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The StatefulSet of one member, with one pod. A set of its own, so that a member is updated, resized or replaced by itself and the order of
 * ordinals never fights the roles. The role is no part of it: a change of role restarts nothing.
 */
public final class MemberWorkload {
    private static final long USER = 65532;
    private static final String DATA = "/data";
    private static final String CLIENT_SECRET = "/etc/baton/client";
    private static final String CONTROL_SECRET = "/etc/baton/control";

    private MemberWorkload() {}

    /**
     * @param authSecret the Secret with the clients' password
     * @param volume the member's volume, as {@link MemberVolume#identity} tells it, by which the process notices a swapped one
     */
    public static StatefulSet of(
            Identity database,
            ReplicatedDatabaseSpec spec,
            String member,
            String image,
            String authSecret,
            String volume) {
        PodTemplateSpec template = template(database, spec, member, image, authSecret, volume);
        template.getMetadata().getAnnotations().put(Annotations.TEMPLATE_HASH, wish(spec, image, authSecret, volume));
        return DesiredHash.stamp(new StatefulSetBuilder()
                .withMetadata(database.owned(member, database.labels(member)).build())
                .withNewSpec()
                .withReplicas(1)
                .withServiceName(database.names().members())
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .withMatchLabels(Labels.selecting(database.name(), member))
                .endSelector()
                .withNewUpdateStrategy()
                // The set's controller must not restart a member: it knows nothing of roles.
                .withType("OnDelete")
                .endUpdateStrategy()
                .withTemplate(template)
                .endSpec()
                .build());
    }

    /**
     * What a pod is replaced for when it changes, as a hash that the pod bears. Not the bounds among the limits, which running members are told. And not the
     * template itself: another version of this operator may make another one of the same wish, and that must restart nobody. The set has the newest template all the same, and a pod that
     * is made for any other reason is made from it.
     */
    private static String wish(ReplicatedDatabaseSpec spec, String image, String authSecret, String volume) {
        Map<String, Object> wish =
                new TreeMap<>(Map.of("pod", spec.pod(), "image", image, "authSecret", authSecret, "volume", volume));
        EvictionPolicy policy = spec.limits().maxMemoryPolicy();
        if (policy != EvictionPolicy.NO_EVICTION) { // whose hash is that of before there were policies
            wish.put("maxMemoryPolicy", policy.wireName());
        }
        return DesiredHash.of(wish);
    }

    private static PodTemplateSpec template(
            Identity database,
            ReplicatedDatabaseSpec spec,
            String member,
            String image,
            String authSecret,
            String volume) {
        PodSettings pod = spec.pod();
        Map<String, String> labels = new LinkedHashMap<>(pod.labels());
        labels.putAll(database.labels(member));
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(new LinkedHashMap<>(pod.annotations()))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(database.names().members())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                // On SIGTERM a leader goes on leading until leadership was handed over.
                .withTerminationGracePeriodSeconds(30L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withNodeSelector(pod.nodeSelector())
                .withAffinity(pod.affinity())
                .withTolerations(pod.tolerations())
                .withTopologySpreadConstraints(
                        pod.topologySpreadConstraints().isEmpty() ? spread(database) : pod.topologySpreadConstraints())
                .withPriorityClassName(pod.priorityClassName())
                .withImagePullSecrets(pod.imagePullSecrets().stream()
                        .map(SecretReference::name)
                        .map(LocalObjectReference::new)
                        .toList())
                .withContainers(container(database, spec, member, image, volume))
                .withVolumes(
                        new VolumeBuilder()
                                .withName("data")
                                .withNewPersistentVolumeClaim()
                                .withClaimName(member)
                                .endPersistentVolumeClaim()
                                .build(),
                        secret("client-password", authSecret),
                        secret("control-password", database.names().controlSecret()),
                        new VolumeBuilder()
                                .withName("tmp")
                                .withNewEmptyDir()
                                .endEmptyDir()
                                .build())
                .endSpec()
                .build();
    }

    private static Container container(
            Identity database, ReplicatedDatabaseSpec spec, String member, String image, String volume) {
        return new ContainerBuilder()
                .withName("node")
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withEnv(environment(database, spec, member, volume))
                .withPorts(
                        Arrays.stream(Ports.values()).map(MemberWorkload::port).toList())
                .withResources(spec.pod().resources())
                .withReadinessProbe(probe("/readyz", 1, 3))
                .withLivenessProbe(probe("/livez", 5, 6))
                // Reading a long log takes its time; nothing may restart the member meanwhile.
                .withStartupProbe(probe("/livez", 1, 900))
                .withVolumeMounts(
                        mount("data", DATA, false),
                        mount("client-password", CLIENT_SECRET, true),
                        mount("control-password", CONTROL_SECRET, true),
                        mount("tmp", "/tmp", false))
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .build();
    }

    private static List<EnvVar> environment(
            Identity database, ReplicatedDatabaseSpec spec, String member, String volume) {
        List<EnvVar> environment = new ArrayList<>();
        environment.add(env("BATON_MEMBER", member));
        environment.add(env("BATON_DATABASE", database.name()));
        environment.add(env("BATON_DATA_DIR", DATA));
        environment.add(env("BATON_VOLUME_UID", volume));
        environment.add(env("BATON_BIND", "0.0.0.0"));
        environment.add(env("BATON_PASSWORD_FILE", CLIENT_SECRET + "/password"));
        environment.add(env("BATON_CONTROL_PASSWORD_FILE", CONTROL_SECRET + "/password"));
        environment.add(env("BATON_MAX_MEMORY", Long.toString(MemoryLimit.bytes(spec))));
        EvictionPolicy policy = spec.limits().maxMemoryPolicy();
        if (policy != EvictionPolicy.NO_EVICTION) { // which members take it for anyway: the template stays as it was
            environment.add(env("BATON_MAX_MEMORY_POLICY", policy.wireName()));
        }
        environment.add(env("BATON_MAX_CLIENTS", Integer.toString(spec.limits().maxClients())));
        return environment;
    }

    private static List<TopologySpreadConstraint> spread(Identity database) {
        return List.of(
                spreadOver(database, "kubernetes.io/hostname"), spreadOver(database, "topology.kubernetes.io/zone"));
    }

    private static TopologySpreadConstraint spreadOver(Identity database, String key) {
        return new TopologySpreadConstraintBuilder()
                .withTopologyKey(key)
                .withMaxSkew(1)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(Labels.selecting(database.name()))
                .endLabelSelector()
                .build();
    }

    private static EnvVar env(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static ContainerPort port(Ports port) {
        return new ContainerPortBuilder()
                .withName(port.portName())
                .withContainerPort(port.number())
                .build();
    }

    private static Probe probe(String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(Ports.METRICS.number())
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(periodSeconds > 1 ? 3 : 1)
                .withFailureThreshold(failures)
                .build();
    }

    private static Volume secret(String volume, String secret) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewSecret()
                .withSecretName(secret)
                .withDefaultMode(0440)
                .endSecret()
                .build();
    }

    private static VolumeMount mount(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build();
    }
}
