package dev.baton.node.replication;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import dev.baton.protocol.ProtocolVersion;
import java.nio.ByteBuffer;

/** What members say to each other on a replication connection, which keeps their order. */
public sealed interface PeerMessage {

    /**
     * A follower's first word, and again after it cut its log or was seeded.
     *
     * @param protocol the versions it speaks
     * @param epoch whose leader it means to follow
     * @param end end of its log
     * @param flushed offset up to which its log is synced
     */
    record Hello(
            ProtocolVersion protocol,
            MemberName member,
            Incarnation incarnation,
            Epoch epoch,
            EpochHistory history,
            long logStart,
            Position end,
            long flushed)
            implements PeerMessage {}

    /**
     * What a follower holds.
     *
     * @param grantFor the {@code sentAt} of the newest heartbeat it grants a lease for; {@link #NO_GRANT} for none
     */
    record Ack(Epoch epoch, long received, long flushed, long applied, long grantFor) implements PeerMessage {
        public static final long NO_GRANT = Long.MIN_VALUE;
    }

    /** The logs agree: records follow from {@code from} on. */
    record Continue(Epoch epoch, long from) implements PeerMessage {}

    /**
     * The logs part after {@code to}: cut there and say Hello again.
     *
     * @param history the leader's: whether it may ask for that
     */
    record Truncate(Epoch epoch, Position to, EpochHistory history) implements PeerMessage {}

    /**
     * The log from where the follower stands is gone: take a snapshot and say Hello again.
     *
     * @param common where the logs part: what the follower holds beyond is given up
     * @param history as in {@link Truncate}
     */
    record Seed(Epoch epoch, Position common, EpochHistory history) implements PeerMessage {}

    /**
     * Not the leader of that epoch (any more, or yet), or of no protocol in common.
     *
     * @param lasting whether asking again won't help before one of the two runs another version
     */
    record Refused(Epoch promised, String reason, boolean lasting) implements PeerMessage {}

    /**
     * A leader's state.
     *
     * @param sentAt on the leader's monotonic clock; comes back in {@link Ack#grantFor}
     * @param end end of the leader's log
     * @param canaryMillis age of the leader's oldest append that isn't synced
     * @param leaseMillis length of the lease asked for
     * @param ruleNumber the newest rule the leader was told the record holds
     * @param ackReceived whether to acknowledge records before they are synced, too
     * @param forGood whether what is committed may never be discarded: see {@link Tripwire}
     */
    record Heartbeat(
            Epoch epoch,
            long sentAt,
            long end,
            long committed,
            long canaryMillis,
            long leaseMillis,
            int ruleNumber,
            boolean ackReceived,
            boolean forGood)
            implements PeerMessage {}

    /** Whole records from offset {@code from} on, with the leader's state. */
    record Records(long from, ByteBuffer bytes, Heartbeat heartbeat) implements PeerMessage {}
}
