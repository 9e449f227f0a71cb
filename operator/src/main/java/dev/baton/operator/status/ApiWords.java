package dev.baton.operator.status;

import dev.baton.crds.ConditionReason;
import dev.baton.crds.EventReason;
import dev.baton.crds.status.CandidateVerdict;
import dev.baton.crds.status.FailoverCause;
import dev.baton.crds.status.FailoverType;
import dev.baton.crds.status.RequestReason;
import dev.baton.crds.status.RequestState;
import dev.baton.crds.status.RequestType;
import dev.baton.operator.decide.EventKind;
import dev.baton.operator.decide.FailoverReadiness;
import dev.baton.operator.decide.Succession;
import org.jspecify.annotations.Nullable;

/**
 * The decisions' words in the words of the API. The decisions know nothing of Kubernetes, and the API's words may not change when a decision
 * is refined; a switch without a default makes the compiler ask for every new word.
 */
public final class ApiWords {
    private ApiWords() {}

    public static EventReason of(EventKind kind) {
        return switch (kind) {
            case FIRST_START -> EventReason.FIRST_START;
            case WAITING_FOR_MEMBERS -> EventReason.WAITING_FOR_MEMBERS;
            case VOLUMES_MIXED, RECORD_LOST -> EventReason.LEADERSHIP_RECORD_LOST;
            case LEADER_SUSPECTED -> EventReason.LEADER_LOST;
            case FAILOVER_STARTED, LEADER_DID_NOT_OPEN -> EventReason.FAILOVER_STARTED;
            case FAILOVER_HELD -> EventReason.FAILOVER_HELD_BACK;
            case WAITING_FOR_FENCE, NO_CANDIDATE -> EventReason.FAILOVER_WAITING;
            case WRITES_MAY_BE_MISSING -> EventReason.WRITES_MAY_BE_MISSING;
            case LEADER_CHOSEN -> EventReason.LEADER_CHOSEN;
            case LOSS_ACCEPTED -> EventReason.LOSS_ACCEPTED;
            case LEADER_OPENED -> EventReason.LEADER_ELECTED;
            case RULE_CHANGED -> EventReason.REPLICATION_RULE_CHANGED;
            case SWITCHOVER_STARTED -> EventReason.SWITCHOVER_STARTED;
            case MEMBER_DIVERGED -> EventReason.MEMBER_DIVERGED;
            case WRITES_DISCARDED -> EventReason.WRITES_DISCARDED;
            case POD_REPLACED -> EventReason.POD_REPLACED;
            case MEMBER_RETIRED -> EventReason.MEMBER_RETIRED;
            case REQUEST_DECLARED_IN_MANIFEST -> EventReason.REQUEST_DECLARED_IN_MANIFEST;
        };
    }

    static RequestType of(dev.baton.operator.observe.RequestType type) {
        return switch (type) {
            case SWITCHOVER -> RequestType.SWITCHOVER;
            case FAILOVER -> RequestType.FAILOVER;
        };
    }

    static RequestState of(dev.baton.operator.observe.RequestState state) {
        return switch (state) {
            case PENDING -> RequestState.PENDING;
            case ACCEPTED -> RequestState.ACCEPTED;
            case SUCCEEDED -> RequestState.SUCCEEDED;
            case REFUSED -> RequestState.REFUSED;
            case ROLLED_BACK -> RequestState.ROLLED_BACK;
            case FAILED -> RequestState.FAILED;
        };
    }

    /** Null while a request is merely carried out. */
    static @Nullable RequestReason of(dev.baton.operator.decide.RequestReason reason) {
        return switch (reason) {
            case RUNNING -> null;
            case COMPLETED -> RequestReason.LEADS_NOW;
            case ALREADY_LEADER -> RequestReason.LEADS_ALREADY;
            case UNKNOWN_TARGET -> RequestReason.UNKNOWN_MEMBER;
            case TARGET_BEHIND -> RequestReason.TARGET_BEHIND;
            case TARGET_NOT_LEVEL -> RequestReason.TIMED_OUT;
            case OTHER_MEMBER_AHEAD, LEADER_CHANGED -> RequestReason.ANOTHER_MEMBER_LEADS;
            case NO_LEADER -> RequestReason.NO_LEADER;
            case ANOTHER_RUNNING -> RequestReason.ANOTHER_REQUEST_RUNS;
            case NO_CANDIDATE -> RequestReason.NO_CANDIDATE;
            case DATA_LOSS_WITHOUT_FAILOVER -> RequestReason.DATA_LOSS_WITHOUT_FAILOVER;
            case DATA_LOSS_OF_ANOTHER_EPOCH -> RequestReason.DATA_LOSS_OF_ANOTHER_EPOCH;
            case SAFE_FAILOVER_POSSIBLE -> RequestReason.SAFE_FAILOVER_POSSIBLE;
            case FENCE_NOT_REACHABLE -> RequestReason.FENCE_NOT_REACHABLE;
        };
    }

    static FailoverType of(Succession.Type type) {
        return switch (type) {
            case FIRST_START, RECOVERY -> FailoverType.START;
            case FAILOVER -> FailoverType.FAILOVER;
            case SWITCHOVER -> FailoverType.SWITCHOVER;
        };
    }

    static FailoverCause of(Succession.Cause cause) {
        return switch (cause) {
            case FIRST_START -> FailoverCause.FIRST_START;
            case RECORD_LOST -> FailoverCause.LEADERSHIP_RECORD_LOST;
            case LEADER_SILENT -> FailoverCause.LEADER_SILENT;
            case LEADER_DISK_STUCK -> FailoverCause.LEADER_DISK_STALLED;
            case LEADER_PROCESS_ENDED -> FailoverCause.LEADER_PROCESS_ENDED;
            case LEADER_RESTARTED -> FailoverCause.LEADER_RESTARTED;
            case LEADER_DID_NOT_OPEN -> FailoverCause.ELECTION_UNFINISHED;
            case LEADER_LEAVING -> FailoverCause.LEADER_LEAVING;
            case ROLLOUT -> FailoverCause.ROLLOUT;
            case REQUESTED -> FailoverCause.REQUESTED;
        };
    }

    static CandidateVerdict of(Succession.Candidate.Verdict verdict) {
        return switch (verdict) {
            case CHOSEN -> CandidateVerdict.CHOSEN;
            case EQUAL -> CandidateVerdict.EQUAL;
            case BEHIND -> CandidateVerdict.BEHIND;
            case EMPTY -> CandidateVerdict.EMPTY;
            case DAMAGED, DIVERGED -> CandidateVerdict.DAMAGED;
        };
    }

    static ConditionReason of(FailoverReadiness.Reason reason) {
        return switch (reason) {
            case READY -> ConditionReason.FOLLOWERS_IN_SYNC;
            case NO_LEADER -> ConditionReason.NO_LEADER;
            case SINGLE_MEMBER -> ConditionReason.SINGLE_MEMBER;
            case GONE_ALONE -> ConditionReason.GONE_ALONE;
            case FENCE_TOO_SMALL, NO_CANDIDATE -> ConditionReason.TOO_FEW_FOLLOWERS;
            case TOO_FAR_BEHIND -> ConditionReason.MAX_LAG_EXCEEDED;
        };
    }
}
