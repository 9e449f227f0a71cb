package dev.baton.node.keyspace;

/** Takes the entries of a snapshot. Called on the loop thread; must not block and must not touch the keyspace. */
@FunctionalInterface
public interface SnapshotSink {
    /**
     * One piece of a key: ops that, performed in the order of delivery on an empty keyspace, make the key, its value and its expiry. A large hash or list comes in
     * several pieces, one after the other.
     *
     * @param buffer valid only during the call
     * @param length bytes, from 0 on
     */
    void entry(byte[] buffer, int length);
}
