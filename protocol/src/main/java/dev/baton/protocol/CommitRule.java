package dev.baton.protocol;

/** What makes a record committed, and so acknowledged. */
public enum CommitRule {
    /** Held by the leader and by {@code k} of the rule's followers (the synchronous and semi-synchronous modes). */
    SYNCHRONOUS,
    /** Held by the leader alone; the rule's followers only grant its lease. */
    ASYNCHRONOUS
}
