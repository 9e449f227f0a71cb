package dev.baton.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.spec.EvictionPolicy;
import dev.baton.crds.spec.Limits;
import dev.baton.crds.spec.NetworkAccess;
import dev.baton.crds.spec.PodSettings;
import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.crds.spec.RetentionPolicy;
import dev.baton.crds.spec.ServiceSettings;
import dev.baton.crds.spec.Storage;
import dev.baton.crds.spec.VolumePolicy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DesiredObjectsTest {
    private static final Identity ORDERS = new Identity("shop", "orders", "uid-1");

    @Test
    void a_member_is_a_set_of_one_pod_that_names_its_own_claim() {
        StatefulSet set = member(spec());
        assertThat(set.getMetadata().getName()).isEqualTo("orders-2");
        assertThat(set.getSpec().getReplicas()).isEqualTo(1);
        assertThat(set.getSpec().getVolumeClaimTemplates()).isEmpty();
        assertThat(set.getSpec().getUpdateStrategy().getType()).isEqualTo("OnDelete");
        assertThat(set.getSpec().getTemplate().getSpec().getVolumes())
                .anyMatch(volume -> volume.getPersistentVolumeClaim() != null
                        && volume.getPersistentVolumeClaim().getClaimName().equals("orders-2"));
    }

    @Test
    void the_role_is_no_part_of_a_template() {
        assertThat(member(spec()).getSpec().getTemplate().getMetadata().getLabels())
                .doesNotContainKey("baton.dev/role");
    }

    @Test
    void a_pod_meets_the_restricted_pod_security_standard() {
        PodSpec pod = member(spec()).getSpec().getTemplate().getSpec();
        Container node = pod.getContainers().getFirst();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532L);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(node.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(node.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(node.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    }

    @Test
    void the_process_learns_who_it_is_from_its_environment() {
        assertThat(environment(spec()))
                .containsEntry("BATON_MEMBER", "orders-2")
                .containsEntry("BATON_DATABASE", "orders")
                .containsEntry("BATON_VOLUME_UID", "volume-uid")
                .containsEntry("BATON_MAX_MEMORY", "0")
                .containsEntry("BATON_MAX_CLIENTS", "10000");
    }

    @Test
    void keys_are_evicted_as_asked_and_the_template_is_as_ever_when_nobody_asks() {
        assertThat(environment(spec())).doesNotContainKey("BATON_MAX_MEMORY_POLICY");
        assertThat(environment(spec(new Limits(null, EvictionPolicy.VOLATILE_LFU, null), null, null)))
                .containsEntry("BATON_MAX_MEMORY_POLICY", "volatile-lfu");
    }

    private static Map<String, String> environment(ReplicatedDatabaseSpec spec) {
        return member(spec).getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    @Test
    void memory_is_bounded_as_asked_else_by_half_of_the_containers_limit() {
        var resources = new ResourceRequirementsBuilder()
                .addToLimits("memory", new Quantity("1Gi"))
                .build();
        PodSettings pod = new PodSettings(null, null, resources, null, null, null, null, null, null);
        assertThat(MemoryLimit.bytes(spec(null, pod, null))).isEqualTo(512L << 20);
        assertThat(MemoryLimit.bytes(spec(new Limits(new Quantity("64Mi"), null, null), pod, null)))
                .isEqualTo(64L << 20);
        assertThat(MemoryLimit.bytes(spec())).isZero();
    }

    @Test
    void nobody_is_selected_by_the_leader_service_until_somebody_leads() {
        assertThat(ClientServices.leader(ORDERS, ServiceSettings.defaults(), null)
                        .getSpec()
                        .getSelector())
                .containsEntry("baton.dev/member", ClientServices.NOBODY);
        var routed = ClientServices.leader(ORDERS, ServiceSettings.defaults(), "orders-1");
        assertThat(routed.getSpec().getSelector()).containsEntry("baton.dev/member", "orders-1");
        assertThat(routed.getSpec().getPublishNotReadyAddresses()).isTrue();
    }

    @Test
    void a_change_of_leader_leaves_the_hash_of_the_leader_service_alone() {
        assertThat(DesiredHash.read(ClientServices.leader(ORDERS, ServiceSettings.defaults(), "orders-1")))
                .isNotNull()
                .isEqualTo(DesiredHash.read(ClientServices.leader(ORDERS, ServiceSettings.defaults(), null)));
    }

    @Test
    void equal_specs_have_equal_hashes_and_others_have_others() {
        assertThat(DesiredHash.read(member(spec()))).isEqualTo(DesiredHash.read(member(spec())));
        PodSettings labelled = new PodSettings(Map.of("a", "b"), null, null, null, null, null, null, null, null);
        assertThat(DesiredHash.read(member(spec(null, labelled, null)))).isNotEqualTo(DesiredHash.read(member(spec())));
    }

    /** Another value restarts every database there is when the operator is upgraded: what changed must not be part of the hash. */
    @Test
    void what_pods_are_replaced_for_is_the_same_in_every_version_of_the_operator() {
        var resources = new ResourceRequirementsBuilder()
                .addToLimits("memory", new Quantity("1Gi"))
                .build();
        PodSettings pod = new PodSettings(Map.of("a", "b"), null, resources, null, null, null, null, "high", null);
        assertThat(templateHash(spec())).isEqualTo("ee7b6c4402e4857e");
        assertThat(templateHash(spec(null, pod, null))).isEqualTo("89d854224778c885");
    }

    @Test
    void another_policy_of_eviction_replaces_pods_which_learn_of_it_at_their_start() {
        assertThat(templateHash(spec(new Limits(null, EvictionPolicy.ALL_KEYS_LRU, null), null, null)))
                .isNotEqualTo(templateHash(spec()));
        assertThat(templateHash(spec(new Limits(null, EvictionPolicy.NO_EVICTION, null), null, null)))
                .isEqualTo(templateHash(spec()));
    }

    @Test
    void limits_are_told_and_replace_no_pod() {
        assertThat(templateHash(spec(new Limits(new Quantity("64Mi"), null, 7), null, null)))
                .isEqualTo(templateHash(spec()));
        assertThat(MemoryLimit.limits(spec(new Limits(new Quantity("64Mi"), null, 7), null, null)))
                .isEqualTo(new dev.baton.protocol.MemberLimits(64 << 20, 7));
    }

    private static @org.jspecify.annotations.Nullable String templateHash(ReplicatedDatabaseSpec spec) {
        return member(spec)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("baton.dev/template-hash");
    }

    @Test
    void a_label_map_in_another_order_is_the_same_wish() {
        var one = new java.util.LinkedHashMap<String, String>();
        one.put("a", "1");
        one.put("b", "2");
        var other = new java.util.LinkedHashMap<String, String>();
        other.put("b", "2");
        other.put("a", "1");
        assertThat(DesiredHash.read(DesiredHash.stamp(new ServiceBuilder()
                        .withNewMetadata()
                        .withLabels(one)
                        .endMetadata()
                        .build())))
                .isEqualTo(DesiredHash.read(DesiredHash.stamp(new ServiceBuilder()
                        .withNewMetadata()
                        .withLabels(other)
                        .endMetadata()
                        .build())));
    }

    @Test
    void a_volume_grows_with_the_spec_and_never_shrinks() {
        Storage two =
                new Storage(new Quantity("2Gi"), null, new RetentionPolicy(VolumePolicy.RETAIN, VolumePolicy.RETAIN));
        PersistentVolumeClaim one = MemberVolume.of(ORDERS, spec().storage(), "orders-0");
        PersistentVolumeClaim grown = MemberVolume.of(ORDERS, two, "orders-0", one);
        assertThat(MemberVolume.requested(grown)).isEqualTo(new Quantity("2Gi"));
        PersistentVolumeClaim takenOver = MemberVolume.of(ORDERS, spec().storage(), "orders-0", grown);
        assertThat(MemberVolume.requested(takenOver)).isEqualTo(new Quantity("2Gi"));
    }

    @Test
    void a_volume_goes_with_the_database_only_when_asked() {
        assertThat(MemberVolume.of(ORDERS, spec().storage(), "orders-0")
                        .getMetadata()
                        .getOwnerReferences())
                .isEmpty();
        Storage deleted =
                new Storage(new Quantity("1Gi"), null, new RetentionPolicy(VolumePolicy.DELETE, VolumePolicy.RETAIN));
        assertThat(MemberVolume.of(ORDERS, deleted, "orders-0").getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid()).isEqualTo("uid-1"));
    }

    @Test
    void no_object_bears_the_bare_name_nor_a_label_that_a_gitops_tool_would_prune_by() {
        for (HasMetadata object : everything()) {
            assertThat(object.getMetadata().getName()).isNotEqualTo("orders").startsWith("orders-");
            assertThat(object.getMetadata().getLabels())
                    .containsEntry("baton.dev/database", "orders")
                    .containsEntry("app.kubernetes.io/managed-by", "baton-operator")
                    .doesNotContainKey("app.kubernetes.io/instance");
        }
    }

    @Test
    void the_control_port_is_the_operators() {
        var policy = MemberGuards.networkPolicy(ORDERS, NetworkAccess.defaults(), "baton-system");
        assertThat(policy.getSpec().getIngress())
                .filteredOn(rule -> rule.getPorts().getFirst().getPort().getIntVal() == 6381)
                .singleElement()
                .satisfies(rule -> assertThat(
                                rule.getFrom().getFirst().getNamespaceSelector().getMatchLabels())
                        .containsEntry("kubernetes.io/metadata.name", "baton-system"));
    }

    @Test
    void whose_an_object_is() {
        var free = new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("orders-0")
                .endMetadata();
        assertThat(Ownership.of(free.build(), ORDERS)).isEqualTo(Ownership.STRANGERS);
        assertThat(Ownership.of(MemberVolume.of(ORDERS, spec().storage(), "orders-0"), ORDERS))
                .isEqualTo(Ownership.OURS);
        assertThat(Ownership.of(member(spec()), ORDERS)).isEqualTo(Ownership.OURS);
        assertThat(Ownership.of(member(spec()), new Identity("shop", "orders", "uid-2")))
                .isEqualTo(Ownership.PREDECESSORS);
        assertThat(Ownership.of(member(spec()), new Identity("shop", "carts", "uid-2")))
                .isEqualTo(Ownership.STRANGERS);
    }

    private static List<HasMetadata> everything() {
        return List.of(
                member(spec()),
                MemberVolume.of(ORDERS, spec().storage(), "orders-2"),
                ClientServices.leader(ORDERS, ServiceSettings.defaults(), null),
                ClientServices.followers(ORDERS, ServiceSettings.defaults()),
                ClientServices.members(ORDERS),
                MemberGuards.account(ORDERS),
                MemberGuards.disruptionBudget(ORDERS),
                MemberGuards.networkPolicy(ORDERS, NetworkAccess.defaults(), null),
                Credentials.secret(ORDERS, spec(), "orders-control", "secret"));
    }

    private static StatefulSet member(ReplicatedDatabaseSpec spec) {
        return MemberWorkload.of(ORDERS, spec, "orders-2", "baton-node:1", "orders-auth", "volume-uid");
    }

    private static ReplicatedDatabaseSpec spec() {
        return spec(null, null, null);
    }

    private static ReplicatedDatabaseSpec spec(
            @org.jspecify.annotations.Nullable Limits limits,
            @org.jspecify.annotations.Nullable PodSettings pod,
            @org.jspecify.annotations.Nullable String image) {
        return new ReplicatedDatabaseSpec(
                3, null, null, new Storage(new Quantity("1Gi"), null, null), image, limits, null, null, null, pod);
    }
}
