package dev.baton.operator.observe;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Whether a node is Ready, read from the API server: asked only when a container on it ended, so no informer watches every node. */
public final class NodeReadiness implements Predicate<String> {
    private static final Logger LOG = Logger.getLogger(NodeReadiness.class);

    private final KubernetesClient client;

    public NodeReadiness(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public boolean test(String name) {
        try {
            Node node = client.nodes().withName(name).get();
            return node != null
                    && node.getStatus() != null
                    && node.getStatus().getConditions().stream()
                            .anyMatch(condition ->
                                    "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
        } catch (KubernetesClientException unknown) {
            // Without the right to read nodes there is no proof of death by the kubelet: judging takes longer and stays
            // right.
            LOG.debugf("can't read node %s: %s", name, unknown.getMessage());
            return false;
        }
    }
}
