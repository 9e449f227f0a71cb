package dev.baton.operator.decide;

/** The phases of a change of leader whose times the failover history tells. */
public enum Milestone {
    /** The leader was judged dead, or a switchover decided on: the record was swapped to Electing. */
    DETECTED,
    /** Enough members answered the fence: the record was swapped to Led. */
    FENCED,
    /** The new leader's start record is on enough followers: the record was swapped to Open. */
    PROMOTED,
    /** The new leader is open, and the leader Service selects it. */
    SERVING
}
