package dev.baton.crds.status;

import dev.baton.crds.Term;

/** Why an epoch ended. */
public enum FailoverCause implements Term {
    FIRST_START("There was no leader before."),
    LEADER_SILENT("The operator and a follower heard nothing of the leader for longer than its lease."),
    LEADER_PROCESS_ENDED("The kubelet of a ready node reported that the leader's container terminated."),
    LEADER_RESTARTED("A newer process answers on the leader's volume."),
    LEADER_DISK_STALLED("The leader's oldest append waits too long for its disk."),
    LEADER_LEAVING("The leader's pod was being deleted or evicted, or its member scaled away; it handed over before."),
    ROLLOUT("The leader's pod didn't run as the spec asks; it handed over before it was replaced."),
    ELECTION_UNFINISHED("The leader elected before did not open in time."),
    LEADERSHIP_RECORD_LOST("The leadership record was missing or older than the members remember."),
    REQUESTED("A person asked for it.");

    private final String description;

    FailoverCause(String description) {
        this.description = description;
    }

    @Override
    public String description() {
        return description;
    }
}
