package dev.baton.protocol;

/** What a member is doing, as people read it in {@code status.members}. */
public enum MemberState {
    STARTING("Starting", "reading its log and snapshot"),
    FENCED("Fenced", "waiting to be told a leader; serves reads of what it has"),
    ELECTED("Elected", "leads, but may not acknowledge yet"),
    OPEN("Open", "leads and acknowledges writes"),
    PAUSED("Paused", "leads and holds writes back for a switchover"),
    CONNECTING("Connecting", "knows its leader and is not connected to it"),
    SEEDING("Seeding", "receiving a snapshot"),
    CATCHING_UP("CatchingUp", "receiving the log, not yet level with the leader"),
    STREAMING("Streaming", "level with the leader and following its log"),
    DAMAGED(
            "Damaged",
            "its data were damaged and set aside; it serves nothing, counts for nothing and waits to be seeded"),
    DIVERGED("Diverged", "was told to discard committed data and refused; a person must look"),
    UNREACHABLE("Unreachable", "does not answer the operator");

    private final String label;
    private final String description;

    MemberState(String label, String description) {
        this.label = label;
        this.description = description;
    }

    public String label() {
        return label;
    }

    public String description() {
        return description;
    }
}
