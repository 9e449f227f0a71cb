package dev.baton.operator.desired;

import dev.baton.crds.Labels;
import dev.baton.crds.spec.ServiceSettings;
import dev.baton.operator.desired.Identity.Component;
import dev.baton.protocol.MemberRole;
import dev.baton.protocol.Ports;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Services of a database. */
public final class ClientServices {
    /** What the leader Service selects while nobody leads: no member has this name, since objects are named in small letters. */
    public static final String NOBODY = "Nobody";

    private ClientServices() {}

    /**
     * Where writes go.
     *
     * @param routed the member it selects now, which the hash leaves out; null for nobody
     */
    public static Service leader(Identity database, ServiceSettings settings, @Nullable String routed) {
        return DesiredHash.stamp(
                leaderSelecting(database, settings, routed == null ? NOBODY : routed),
                leaderSelecting(database, settings, NOBODY));
    }

    private static Service leaderSelecting(Identity database, ServiceSettings settings, String member) {
        return new ServiceBuilder()
                .withMetadata(database.owned(database.names().leaderService(), database.labels(Component.ROUTING))
                        .withAnnotations(new LinkedHashMap<>(settings.annotations()))
                        .build())
                .withNewSpec()
                .withType(settings.type().label())
                .withSelector(Labels.selecting(database.name(), member))
                // Else a dying container makes an endpoint change of its own, and kube-proxy, which syncs at most once
                // a second, is busy
                // with that one when the one that counts comes.
                .withPublishNotReadyAddresses(true)
                .withPorts(port(Ports.CLIENT))
                .endSpec()
                .build();
    }

    /** Where reads go: followers that are ready. */
    public static Service followers(Identity database, ServiceSettings settings) {
        Map<String, String> selector = new LinkedHashMap<>(Labels.selecting(database.name()));
        selector.put(Labels.ROLE, MemberRole.FOLLOWER.label());
        return DesiredHash.stamp(new ServiceBuilder()
                .withMetadata(database.owned(database.names().followersService(), database.labels(Component.ROUTING))
                        .withAnnotations(new LinkedHashMap<>(settings.annotations()))
                        .build())
                .withNewSpec()
                .withType(settings.type().label())
                .withSelector(selector)
                .withPorts(port(Ports.CLIENT))
                .endSpec()
                .build());
    }

    /** By which members have names of their own, ready or not. */
    public static Service members(Identity database) {
        return DesiredHash.stamp(new ServiceBuilder()
                .withMetadata(database.owned(database.names().members(), database.labels(Component.ROUTING))
                        .build())
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(Labels.selecting(database.name()))
                .withPorts(
                        Arrays.stream(Ports.values()).map(ClientServices::port).toList())
                .endSpec()
                .build());
    }

    private static ServicePort port(Ports port) {
        return new ServicePortBuilder()
                .withName(port.portName())
                .withPort(port.number())
                .withNewTargetPort(port.portName())
                .withProtocol("TCP")
                .build();
    }
}
