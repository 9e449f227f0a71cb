package dev.baton.crds;

/** Why a condition is as it is. Part of the API: people alert on these. */
public enum ConditionReason implements Term {
    AS_REQUESTED("Everything is as the spec asks."),
    LEADER_OPEN("A leader accepts writes."),
    FOLLOWERS_IN_SYNC("Enough followers hold every acknowledged write to replace the leader."),
    STARTING("The members are being created and no leader was ever open."),
    NO_LEADER("No leader accepts writes."),
    FAILOVER_IN_PROGRESS("A new leader is being elected."),
    SWITCHOVER_IN_PROGRESS("Leadership is being handed over as requested."),
    WAITING_FOR_QUORUM(
            "Too few members of the recorded rule answer to elect a leader without risking acknowledged writes."),
    WAITING_FOR_REQUEST(
            "The leader is lost and failover.policy is Manual: the annotation baton.dev/failover is waited for."),
    MEMBERS_NOT_READY("Some members are missing, starting or behind."),
    SCALING("Members are being added or removed."),
    ROLLING_OUT("Some pods don't run as the spec asks yet; they are replaced one at a time."),
    SEEDING("A member is receiving its first snapshot."),
    TOO_FEW_FOLLOWERS("Fewer followers are in sync than the replication mode asks for; writes may wait."),
    GONE_ALONE("No follower confirms writes at the moment: only the leader itself holds the newest of them."),
    MAX_LAG_EXCEEDED("Every follower is further behind than failover.maxLag allows."),
    ASYNCHRONOUS("In the asynchronous mode a failover may lose acknowledged writes."),
    SINGLE_MEMBER("There is no follower that could take over."),
    FAILOVER_IS_MANUAL("failover.policy is Manual: nobody takes over by itself."),
    FAILOVER_IS_PAUSED("The annotation baton.dev/pause holds back automatic failover."),
    IDLE("There is nothing to do."),
    NOT_STALLED("Nothing waits for a person."),
    REQUESTED("The annotation baton.dev/pause is set."),
    NOT_REQUESTED("The annotation baton.dev/pause isn't set."),
    NAME_TAKEN("An object of a name the operator needs exists and isn't the operator's."),
    VOLUMES_EXCEED_REPLICAS("More retained volumes exist than replicas: which to leave out is a person's decision."),
    STORAGE_CLASS_NOT_FOUND("storage.storageClassName names a class that doesn't exist."),
    VOLUME_NOT_EXPANDABLE("storage.size grew, and the storage class doesn't let volumes grow."),
    VOLUME_EXPANDING("Volumes are growing to storage.size."),
    OBJECT_REFUSED(
            "The API server refuses to write an object the operator needs, for a quota or an admission policy perhaps."),
    IMAGE_NOT_STARTING("The image can't be pulled, or its container ends at once."),
    SECRET_NOT_FOUND("auth.secretRef names a Secret that doesn't exist or has no key password."),
    POD_UNSCHEDULABLE("No node takes a member's pod."),
    MEMBER_DIVERGED(
            "A member holds writes that were committed and that its leader lacks; it keeps them and follows nobody until a person has compared the copies."),
    PROTOCOL_UNKNOWN(
            "A member and this operator have no version of their protocol in common; the message says which to replace."),
    LEADERSHIP_RECORD_LOST(
            "The leadership record is missing or older than the members remember, and they don't agree on how to go on."),
    MEMBER_DAMAGED("A member's log is damaged or contradicts the leader's; its data is kept for a person to look at.");

    private final String description;

    ConditionReason(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
