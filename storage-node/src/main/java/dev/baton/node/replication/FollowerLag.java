package dev.baton.node.replication;

import dev.baton.protocol.MemberName;

/**
 * How far a follower is behind, as its leader knows it.
 *
 * @param streaming whether it is connected and takes the log
 * @param flushed offset it said to have synced, of the leader's own log
 * @param bytes of the log that it hasn't said to have synced
 * @param nanos for how long the oldest of them has been in the log; since the leader was elected at the most
 */
public record FollowerLag(MemberName member, boolean streaming, long flushed, long bytes, long nanos) {}
