package dev.baton.protocol;

/** What a member is to its database. */
public enum MemberRole {
    LEADER("Leader", "takes writes once it is open"),
    FOLLOWER("Follower", "applies the leader's log and serves reads");

    private final String label;
    private final String description;

    MemberRole(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** As people read it in {@code status.members}. */
    public String label() {
        return label;
    }

    public String description() {
        return description;
    }
}
