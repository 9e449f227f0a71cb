package dev.baton.operator.decide;

/** Kinds of event the decisions publish: API values of an event's reason. */
public enum EventKind {
    FIRST_START("FirstStart", false),
    WAITING_FOR_MEMBERS("WaitingForMembers", false),
    /** Some members hold data and some are empty, and the record is gone: a person must look. */
    VOLUMES_MIXED("VolumesMixed", true),
    RECORD_LOST("LeadershipRecordLost", true),
    LEADER_SUSPECTED("LeaderSuspected", true),
    FAILOVER_STARTED("FailoverStarted", true),
    /** The leader is judged dead, and pause, policy or lag forbid to act. */
    FAILOVER_HELD("FailoverHeld", true),
    WAITING_FOR_FENCE("WaitingForFence", true),
    NO_CANDIDATE("NoCandidate", true),
    LEADER_CHOSEN("LeaderChosen", false),
    /** A leader was chosen past the fence, as a person asked. */
    LOSS_ACCEPTED("LossAccepted", true),
    LEADER_DID_NOT_OPEN("LeaderDidNotOpen", true),
    LEADER_OPENED("LeaderOpened", false),
    RULE_CHANGED("SynchronousFollowersChanged", false),
    SWITCHOVER_STARTED("SwitchoverStarted", false),
    MEMBER_DIVERGED("MemberDiverged", true),
    /** A deposed leader cut off writes that no other member had. */
    WRITES_DISCARDED("WritesDiscarded", true),
    /** Power took the leader and all its synchronous followers, where a write counted before it was on a disk. */
    WRITES_MAY_BE_MISSING("WritesMayBeMissing", true),
    POD_REPLACED("PodReplaced", false),
    MEMBER_RETIRED("MemberRetired", false),
    REQUEST_DECLARED_IN_MANIFEST("RequestDeclaredInManifest", true);

    private final String label;
    private final boolean warning;

    EventKind(String label, boolean warning) {
        this.label = label;
        this.warning = warning;
    }

    public String label() {
        return label;
    }

    /** Whether the event is of type Warning, not Normal. */
    public boolean warning() {
        return warning;
    }
}
