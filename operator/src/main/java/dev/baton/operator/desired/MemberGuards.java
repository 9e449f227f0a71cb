package dev.baton.operator.desired;

import dev.baton.crds.Labels;
import dev.baton.crds.spec.NetworkAccess;
import dev.baton.operator.desired.Identity.Component;
import dev.baton.protocol.Ports;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What keeps the members from harm: the account without rights, the disruption budget, the network policy. */
public final class MemberGuards {
    private MemberGuards() {}

    public static ServiceAccount account(Identity database) {
        return DesiredHash.stamp(new ServiceAccountBuilder()
                .withMetadata(database.owned(database.names().members(), database.labels(Component.MEMBER))
                        .build())
                .withAutomountServiceAccountToken(false)
                .build());
    }

    /** One member at a time may be evicted; one that isn't ready, always: it serves nobody and would block a drain for ever. */
    public static PodDisruptionBudget disruptionBudget(Identity database) {
        return DesiredHash.stamp(new PodDisruptionBudgetBuilder()
                .withMetadata(database.owned(database.names().members(), database.labels(Component.MEMBER))
                        .build())
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .withMatchLabels(Labels.selecting(database.name()))
                .endSelector()
                .endSpec()
                .build());
    }

    /**
     * Clients come as the spec says, members from each other to the replication port, the operator to the control port; metrics are open.
     *
     * @param operatorNamespace where the operator runs; null when it runs outside the cluster, whose address can't be told: the control
     *     port is then guarded by its password alone
     */
    public static NetworkPolicy networkPolicy(
            Identity database, NetworkAccess access, @Nullable String operatorNamespace) {
        NetworkPolicyPeer members = new NetworkPolicyPeerBuilder()
                .withNewPodSelector()
                .withMatchLabels(Labels.selecting(database.name()))
                .endPodSelector()
                .build();
        List<NetworkPolicyPeer> operator = operatorNamespace == null
                ? List.of()
                : List.of(new NetworkPolicyPeerBuilder()
                        .withNewNamespaceSelector()
                        .withMatchLabels(Map.of("kubernetes.io/metadata.name", operatorNamespace))
                        .endNamespaceSelector()
                        .build());
        return DesiredHash.stamp(new NetworkPolicyBuilder()
                .withMetadata(database.owned(database.names().members(), database.labels(Component.MEMBER))
                        .build())
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(Labels.selecting(database.name()))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .withIngress(
                        allow(access.clientsFrom(), Ports.CLIENT),
                        allow(List.of(members), Ports.REPLICATION),
                        allow(operator, Ports.CONTROL),
                        allow(List.of(), Ports.METRICS))
                .endSpec()
                .build());
    }

    private static NetworkPolicyIngressRule allow(List<NetworkPolicyPeer> from, Ports to) {
        NetworkPolicyPort port = new NetworkPolicyPortBuilder()
                .withProtocol("TCP")
                .withPort(new IntOrString(to.number()))
                .build();
        return new NetworkPolicyIngressRuleBuilder()
                .withFrom(from)
                .withPorts(port)
                .build();
    }
}
