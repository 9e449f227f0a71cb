package dev.baton.node.log;

/**
 * Hears how far the log has come. Called on the log's owner (through its executor), never with an offset of records that were
 * truncated since.
 */
public interface FlushListener {
    /** Everything before {@code offset} is on the medium. */
    void flushed(long offset);

    /** Everything before {@code offset} is in the page cache; called only while {@link ReplicatedLog#relaxed} is on. */
    default void written(long offset) {}
}
