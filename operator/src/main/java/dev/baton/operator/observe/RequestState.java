package dev.baton.operator.observe;

/** How far a request has come. */
public enum RequestState {
    /** Recorded; its annotation is not removed yet. */
    PENDING("Pending"),
    /** Being carried out. */
    ACCEPTED("Accepted"),
    SUCCEEDED("Succeeded"),
    /** Nothing was done. */
    REFUSED("Refused"),
    /** Begun and undone, without loss. */
    ROLLED_BACK("RolledBack"),
    FAILED("Failed");

    private final String label;

    RequestState(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    public boolean finished() {
        return this != PENDING && this != ACCEPTED;
    }
}
