package dev.baton.crds.spec;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may connect to the members. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NetworkAccess(
        @Default("Managed")
        @JsonPropertyDescription(
                "Managed: a NetworkPolicy leaves the replication port to the members and the control port to the operator. None: there is no NetworkPolicy.")
        NetworkPolicyMode policy,

        @Size(max = 32)
        @JsonPropertyDescription("Who may connect to the client port, as peers of a NetworkPolicy. Empty: everyone.")
        List<NetworkPolicyPeer> clientsFrom) {

    public NetworkAccess(@Nullable NetworkPolicyMode policy, @Nullable List<NetworkPolicyPeer> clientsFrom) {
        this.policy = requireNonNullElse(policy, NetworkPolicyMode.MANAGED);
        this.clientsFrom = clientsFrom == null ? List.of() : List.copyOf(clientsFrom);
    }

    public static NetworkAccess defaults() {
        return new NetworkAccess(null, null);
    }
}
