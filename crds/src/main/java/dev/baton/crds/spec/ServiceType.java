package dev.baton.crds.spec;

import dev.baton.crds.Term;

/** How a Service is reached, in the words of Kubernetes. */
public enum ServiceType implements Term {
    CLUSTER_IP("ClusterIP", "Reached from inside the cluster."),
    NODE_PORT("NodePort", "Reached on a port of every node, too."),
    LOAD_BALANCER("LoadBalancer", "Reached through a load balancer of the cloud, too.");

    private final String label;
    private final String description;

    ServiceType(String label, String description) {
        this.label = label;
        this.description = description;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String description() {
        return description;
    }
}
