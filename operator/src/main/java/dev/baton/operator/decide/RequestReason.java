package dev.baton.operator.decide;

/** Why a request is in its state: API values of {@code status.requests[].reason}. */
public enum RequestReason {
    /** It is being carried out. */
    RUNNING("Running"),
    /** It did what it asked for. */
    COMPLETED("Completed"),
    /** The target leads already. */
    ALREADY_LEADER("AlreadyLeader"),
    /** No member or pod has the target's name. */
    UNKNOWN_TARGET("UnknownTarget"),
    /** The target misses too much of the leader's log, or does not follow it. */
    TARGET_BEHIND("TargetBehind"),
    /** The target didn't reach the leader's end while writes were held back. */
    TARGET_NOT_LEVEL("TargetNotLevel"),
    /** Another member held the greatest position and leads now. */
    OTHER_MEMBER_AHEAD("OtherMemberAhead"),
    /** There is no open leader to hand over from. */
    NO_LEADER("NoLeader"),
    /** The leader changed before the request was carried out. */
    LEADER_CHANGED("LeaderChanged"),
    /** Another request is being carried out. */
    ANOTHER_RUNNING("AnotherRunning"),
    /** No single reachable member can take over without risking acknowledged writes. */
    NO_CANDIDATE("NoCandidate"),
    /** Those that hold all acknowledged writes don't answer; a person may give them up. */
    FENCE_NOT_REACHABLE("FenceNotReachable"),
    /** Loss was accepted for nothing: a failover without loss is possible. */
    SAFE_FAILOVER_POSSIBLE("SafeFailoverPossible"),
    /** Loss was accepted of an epoch that isn't the record's. */
    DATA_LOSS_OF_ANOTHER_EPOCH("DataLossOfAnotherEpoch"),
    /** Loss was accepted without asking for a failover. */
    DATA_LOSS_WITHOUT_FAILOVER("DataLossWithoutFailover");

    private final String label;

    RequestReason(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
