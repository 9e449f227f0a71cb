package dev.baton.node.command;

/** What the server must know of a command before it runs it. */
public enum Flag {
    /** May change keys; runs on an open leader only. */
    WRITE("write"),
    /** Looks at keys and changes none. */
    READONLY("readonly"),
    /** May need more memory; refused when it is used up. */
    DENYOOM("denyoom"),
    /** Runs also while this member can't serve reads. */
    ALWAYS("stale"),
    /** Runs before authentication. */
    NO_AUTH("no_auth"),
    /** Runs at once between MULTI and EXEC instead of being queued. */
    NOT_QUEUED("no_multi"),
    /** Has to do with channels. */
    PUBSUB("pubsub"),
    /** Waits if there is nothing to pop. */
    BLOCKING("blocking"),
    /** Changes no key, but other members see something of it. */
    MAY_REPLICATE("may_replicate"),
    /** Takes time proportional to nothing, or to the log of something. */
    FAST("fast"),
    /** The request itself says where its keys are. */
    MOVABLE_KEYS("movablekeys"),
    /** Its arguments are nobody else's business: passwords, or what was shown already. */
    NO_SLOWLOG("skip_slowlog");

    private final String wireName;

    Flag(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}
