package dev.baton.crds.status;

import dev.baton.crds.Term;

/** Why a request is in its state. */
public enum RequestReason implements Term {
    LEADS_NOW("The target leads."),
    LEADS_ALREADY("The target led already when it was asked for."),
    UNKNOWN_MEMBER("No member of this database has that name."),
    NO_CANDIDATE("No follower could take over."),
    TARGET_NOT_REACHABLE("The target doesn't answer."),
    TARGET_BEHIND("The target doesn't hold every acknowledged write and didn't catch up in time."),
    TARGET_NOT_SEEDED("The target has no data yet."),
    NO_LEADER("There is no leader to hand over from: ask for a failover."),
    ANOTHER_REQUEST_RUNS("A request asked for earlier is still being carried out."),
    ELECTION_IN_PROGRESS("An election is under way already."),
    FENCE_NOT_REACHABLE(
            "Those that hold every acknowledged write don't answer; the message names them, and how to give them up."),
    SAFE_FAILOVER_POSSIBLE("Loss was accepted, but a failover without loss is possible: ask for that."),
    DATA_LOSS_OF_ANOTHER_EPOCH("baton.dev/accept-data-loss names another epoch than the present one."),
    DATA_LOSS_WITHOUT_FAILOVER("baton.dev/accept-data-loss means something only beside baton.dev/failover."),
    TIMED_OUT("The hand-over took longer than clients should wait."),
    ANOTHER_MEMBER_LEADS("The election chose another member, which held more.");

    private final String description;

    RequestReason(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
