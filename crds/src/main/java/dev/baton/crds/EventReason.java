package dev.baton.crds;

/** The reasons of the events on a database, in which {@code kubectl describe rdb} tells its story. */
public enum EventReason implements Term {
    MEMBER_CREATED("A member's objects were created."),
    MEMBER_RETIRED(
            "A member beyond replicas was taken away; its volume is kept or deleted as storage.retentionPolicy says."),
    POD_REPLACED("A pod was replaced by one that runs as the spec asks."),
    VOLUME_ADOPTED("A volume retained from an earlier database of this name was taken over with its data."),
    FIRST_START("All members are new: the first leader is being elected."),
    WAITING_FOR_MEMBERS(
            "The first leader can't be elected before every member has answered; the message names who is missing."),
    LEADER_CHOSEN(
            "An election chose its leader, which opens as soon as enough followers hold the beginning of its epoch."),
    LOSS_ACCEPTED(
            "As a person asked, a leader was chosen without the members that may hold more; the message names them."),
    LEADER_ELECTED("A member opened as the leader of a new epoch."),
    LEADER_LOST("The leader was judged dead; the message says by whom and why."),
    FAILOVER_STARTED("An election began."),
    FAILOVER_COMPLETED("An election ended: writes are accepted again; the message says how long it took."),
    FAILOVER_WAITING("An election can't be finished yet; the message names who is waited for."),
    FAILOVER_HELD_BACK("The leader is lost, but the policy or a pause forbids an automatic failover."),
    SWITCHOVER_STARTED(
            "A hand-over began: a person asked for it, or the leader is about to leave; the message says which."),
    SWITCHOVER_COMPLETED("A hand-over ended; the message says how long writes waited."),
    SWITCHOVER_ROLLED_BACK("A requested hand-over could not be done in time; the old leader went on."),
    REQUEST_ACCEPTED("A request annotation was taken up."),
    REQUEST_REFUSED("A request annotation was refused; the message says what would help."),
    REQUEST_DECLARED_IN_MANIFEST(
            "A request annotation came with the manifest and is ignored: it would run again at every sync."),
    REPLICATION_RULE_CHANGED("Other followers must now confirm a write before it is acknowledged."),
    WRITES_MAY_BE_MISSING(
            "Power took the leader and all its synchronous followers under acknowledge Received: the newest acknowledged writes may be gone."),
    WRITES_DISCARDED(
            "A former leader cut writes off its log that no epoch kept; the message says how many and where they are."),
    MEMBER_DIVERGED(
            "A member was told to discard committed writes and refused; its data is kept for a person to look at."),
    NAME_TAKEN("An object of a name the operator needs exists and isn't the operator's; it is left alone."),
    STORAGE_CLASS_NOT_FOUND("storage.storageClassName names a class that doesn't exist."),
    VOLUME_NOT_EXPANDABLE("storage.size grew, and the storage class doesn't let volumes grow."),
    IMAGE_NOT_STARTING("The image can't be pulled, or its container ends at once."),
    SECRET_NOT_FOUND("auth.secretRef names a Secret that doesn't exist or has no key password."),
    VOLUMES_EXCEED_REPLICAS("More retained volumes exist than replicas."),
    LEADERSHIP_RECORD_LOST("The leadership record is missing or older than the members remember.");

    private final String description;

    EventReason(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
