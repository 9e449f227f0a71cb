package dev.baton.node.replication;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import java.nio.ByteBuffer;

/** What the core asks its surroundings to do, in this order. Links and tokens are numbers the surroundings gave out or give back. */
public sealed interface Output {

    /** Send on a link; dropped in silence when it is closed. */
    record Send(long link, PeerMessage message) implements Output {}

    /**
     * Send whole records of the log from {@code from} on, at least one and at most {@code maxBytes} unless the first is longer, then
     * call {@link ReplicationCore#recordsSent}. May be carried out later than what follows, if {@link ReplicationCore#awaitsRecords} is
     * asked first.
     */
    record SendRecords(long link, long from, int maxBytes, PeerMessage.Heartbeat heartbeat) implements Output {}

    /** Open a link to a leader; answered by {@link ReplicationCore#connected} or {@link ReplicationCore#disconnected} of {@code link}. */
    record Connect(long link, DurableState.LeaderAddress leader) implements Output {}

    record Disconnect(long link) implements Output {}

    /** Append a leader's records, which begin at the log's end; then {@link ReplicationCore#appended}, unless the log refused them. */
    record Append(ByteBuffer records) implements Output {}

    /** Append the start record of an epoch this member leads. */
    record AppendStart(Epoch epoch, MemberName leader, Incarnation incarnation, boolean lossAccepted)
            implements Output {}

    /**
     * Keep the log's tail after {@code to} in a file, then cut it off: at once for {@link LogView}; on disk before {@link
     * ReplicationCore#truncated}. Memory that has applied more than that is rebuilt.
     */
    record Truncate(Position to, Epoch byEpoch) implements Output {}

    /** Fetch a snapshot from the leader and install it in the place of all data; answered by {@link ReplicationCore#seeded}. */
    record Seed(DurableState.LeaderAddress leader, Epoch epoch) implements Output {}

    /** Sync the log as appended so far, then the state; then {@link ReplicationCore#persisted}. */
    record Persist(DurableState state, long token) implements Output {}

    /** Give up the seeding that runs: nothing it brings may be installed any more. */
    record StopSeeding() implements Output {}

    record Answer(Object replyTo, MemberStatus status) implements Output {}

    /** @param code first word of the error: STALE for an epoch behind the promise, REFUSED otherwise */
    record Refuse(Object replyTo, String code, String message) implements Output {}

    /** Everything up to {@code offset} is committed: replies may leave, followers apply it. */
    record CommitAdvanced(long offset) implements Output {}

    /**
     * This member no longer leads: no reply leaves any more. Writes never run are refused; those written have an unknown outcome. Memory
     * that has applied more than is known to be committed is rebuilt.
     */
    record Deposed(Epoch epoch, long committed) implements Output {}

    /** This member was chosen: apply the whole log, then {@link ReplicationCore#memoryComplete}. */
    record Elected(Epoch epoch) implements Output {}

    /** This member may answer clients. */
    record Opened(Epoch epoch) implements Output {}

    record WritesPaused() implements Output {}

    record WritesResumed() implements Output {}

    /** What must never happen has: a person must look. */
    record Alarm(String message) implements Output {}

    /** Something worth a line in the log. */
    record Note(String message) implements Output {}
}
