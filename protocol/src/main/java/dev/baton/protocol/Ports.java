package dev.baton.protocol;

/** The ports of a member. */
public enum Ports {
    CLIENT(6379, "client", "RESP: what applications speak"),
    REPLICATION(6380, "replication", "followers to their leader; members only"),
    CONTROL(6381, "control", "operator to member; the operator only"),
    METRICS(9121, "metrics", "HTTP: /metrics, /livez, /readyz");

    private final int number;
    private final String portName;
    private final String description;

    Ports(int number, String portName, String description) {
        this.number = number;
        this.portName = portName;
        this.description = description;
    }

    public int number() {
        return number;
    }

    /** The name in pods, services and policies. */
    public String portName() {
        return portName;
    }

    public String description() {
        return description;
    }
}
