package dev.baton.operator.observe;

/** What a person may ask for by an annotation. */
public enum RequestType {
    SWITCHOVER("Switchover", "baton.dev/switchover"),
    FAILOVER("Failover", "baton.dev/failover");

    private final String label;
    private final String annotation;

    RequestType(String label, String annotation) {
        this.label = label;
        this.annotation = annotation;
    }

    public String label() {
        return label;
    }

    public String annotation() {
        return annotation;
    }
}
