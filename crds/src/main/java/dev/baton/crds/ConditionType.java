package dev.baton.crds;

/** The conditions of a database. All are present from the first status on. */
public enum ConditionType implements Term {
    READY("The database is available, and everything is as this generation of the spec asks."),
    AVAILABLE("Writes are accepted now."),
    FAILOVER_READY(
            "The leader could be lost now without losing an acknowledged write, and a follower would take over."),
    RECONCILING("The operator is changing something to match the spec (as kstatus reads it)."),
    STALLED("Nothing more happens until a person acts; the message says how (as kstatus reads it)."),
    PAUSED("The annotation baton.dev/pause holds back rollouts, repair and automatic failover.");

    private final String description;

    ConditionType(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
