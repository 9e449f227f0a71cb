package dev.baton.simulation;

/** What may go wrong, or be asked for in the middle of it. */
enum FaultKind {
    PROCESS_KILLED("process killed"),
    POWER_LOST("power lost"),
    POWER_LOST_EVERYWHERE("power lost everywhere"),
    WRITE_TORN("write torn by a power loss"),
    PROCESS_FROZEN("process frozen"),
    CLOCK_DRIFTS("clock drifts"),
    MEMBER_CUT_OFF("member cut off"),
    REACHED_BY_CLIENTS_ONLY("member reached by clients only"),
    MEMBERS_CUT_APART("members cut from one another"),
    ONE_WAY("one-way partition"),
    SPLIT("network split in two"),
    FLAPPING("flapping partition"),
    NETWORK_SLOW("slow network"),
    CONNECTIONS_RESET("connections reset"),
    DISK_SLOW("slow disk"),
    DISK_WEDGED("wedged disk"),
    DISK_FULL("full disk"),
    LOG_TRIMMED("log trimmed"),
    VOLUME_LOST("volume lost"),
    VOLUME_RESTORED("volume restored from an old copy"),
    DISK_SET_BACK("disk set back"),
    OPERATOR_KILLED("operator killed"),
    CACHE_STALE("operator's cache stale"),
    API_OUTAGE("API outage"),
    RECORD_LOST("record lost"),
    RECORD_RESTORED("record restored from an old copy"),
    TERMINATION_MISREPORTED("termination misreported"),
    EVICTED("evicted"),
    SWITCHOVER_ASKED("switchover asked for"),
    FAILOVER_ASKED("failover asked for"),
    SPEC_CHANGED("mode changed"),
    SCALED("scaled");

    final String text;

    FaultKind(String text) {
        this.text = text;
    }

    /** Whether it can happen while the cluster is there. */
    boolean possibleIn(Step step) {
        return switch (this) {
            // Nothing to lose, to restore, to trim or to take the place of.
            case RECORD_LOST, VOLUME_LOST, VOLUME_RESTORED, SCALED, LOG_TRIMMED -> step != Step.NO_RECORD;
            // Not before everybody has promised the newest epoch.
            case RECORD_RESTORED -> step != Step.NO_RECORD && step != Step.ELECTING && step != Step.SEEDING;
            // Only beside an open leader is it told from a loss: see MachineFaults.
            case DISK_SET_BACK ->
                step != Step.NO_RECORD && step != Step.ELECTING && step != Step.LED && step != Step.OPENING;
            default -> true;
        };
    }
}
