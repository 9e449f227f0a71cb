package dev.baton.crds;

/** The annotations people and the operator write. */
public final class Annotations {
    @Description(
            "On a database, a request: hand leadership over to this member (its name, its pod's, or auto) without losing a write; rolled back when that can't be done.")
    public static final String SWITCHOVER = "baton.dev/switchover";

    @Description(
            "On a database, a request: a person judges the leader dead; let this member (its name, its pod's, or auto) lead now, if that loses no acknowledged write.")
    public static final String FAILOVER = "baton.dev/failover";

    @Description(
            "On a database, beside the failover request: the epoch to give up, as kubectl get rdb shows it. What only the members that can't be reached hold is lost then. Refused while a failover without loss is possible.")
    public static final String ACCEPT_DATA_LOSS = "baton.dev/accept-data-loss";

    @Description(
            "On a database, a state: while it is true the operator starts no rollout, no repair and no automatic failover; requests are still carried out.")
    public static final String PAUSE = "baton.dev/pause";

    @Description("On the Lease of a database: the leadership record, as JSON.")
    public static final String RECORD = "baton.dev/record";

    @Description("On objects the operator made: the hash of what it wanted when it last wrote them.")
    public static final String DESIRED_HASH = "baton.dev/desired-hash";

    @Description(
            "On a member's pod: the hash of what the spec asked of pods when it was made. The operator's own version is no part of it.")
    public static final String TEMPLATE_HASH = "baton.dev/template-hash";

    @Description(
            "On a member's volume: how often it was taken into use again after its member was scaled away. Its data of before count for nothing.")
    public static final String REUSED = "baton.dev/reused";

    @Description(
            "On a Secret with a password the operator made, NAME-auth or NAME-control, a request: while it is true the operator makes a new password within a minute, removes the annotation, and keeps the old one beside it as previousPassword, which is let in too until it is taken out.")
    public static final String ROTATE = "baton.dev/rotate";

    @Description("On such a Secret: when its password was last changed by the operator.")
    public static final String ROTATED = "baton.dev/rotated";

    /** The value of {@link #SWITCHOVER} and {@link #FAILOVER} that leaves the choice of the member to the operator. */
    public static final String AUTO = "auto";

    private Annotations() {}
}
