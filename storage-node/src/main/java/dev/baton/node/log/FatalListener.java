package dev.baton.node.log;

/** Hears that a write or a sync failed. */
@FunctionalInterface
public interface FatalListener {
    /**
     * The process has to end: after a failed fsync nobody knows what is on the medium, and the kernel has forgotten which pages it
     * failed to write. Called once, on the log thread.
     */
    void fatal(String what, Throwable cause);
}
