package dev.baton.protocol;

/** When a member counts as holding a record. */
public enum Acknowledge {
    /** Once it is fsynced. */
    FLUSHED,
    /** Once it is written, before the fsync. */
    RECEIVED
}
