package dev.baton.e2e.process;

/** What a round does to a member. */
enum Fault {
    /** SIGKILL; started again later. */
    LEADER_KILLED(Victim.LEADER),
    FOLLOWER_KILLED(Victim.FOLLOWER),
    /** SIGKILL, and behind its last record lies what a batch leaves that power loss tore. */
    LEADER_KILLED_TAIL_TORN(Victim.LEADER),
    FOLLOWER_KILLED_TAIL_TORN(Victim.FOLLOWER),
    /** SIGSTOP for longer than the lease, then SIGCONT. */
    LEADER_STOPPED(Victim.LEADER),
    FOLLOWER_STOPPED(Victim.FOLLOWER),
    /** Nothing passes between it and the operator and the followers. Clients reach it all the while. */
    LEADER_CUT_OFF(Victim.LEADER),
    /** It hears all and is heard by its clients only. */
    LEADER_MUTE(Victim.LEADER),
    /** All hear it, and it hears its clients only. */
    LEADER_DEAF(Victim.LEADER),
    /** Nothing passes between it and the leader, or nothing in one direction. */
    FOLLOWER_CUT_OFF(Victim.FOLLOWER);

    /** Whom it happens to. */
    enum Victim {
        LEADER,
        FOLLOWER
    }

    private final Victim victim;

    Fault(Victim victim) {
        this.victim = victim;
    }

    Victim victim() {
        return victim;
    }

    boolean tearsTheTail() {
        return this == LEADER_KILLED_TAIL_TORN || this == FOLLOWER_KILLED_TAIL_TORN;
    }
}
