package dev.baton.node.replication;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.ProtocolVersion;
import java.util.function.Consumer;

/**
 * Following one epoch's leader: connecting to it again and again, agreeing where the logs part, taking its records.
 *
 * <p>It applies only what is committed, so that no later failover takes back what a reader saw (invariant I5).
 */
final class Following {
    private static final long NO_LINK = -1;

    private enum Phase {
        WAITING,
        CONNECTING,
        GREETING,
        STREAMING,
        CUTTING,
        SEEDING
    }

    final Epoch epoch;
    final DurableState.LeaderAddress leader;
    private final CoreSettings settings;
    private final LogView log;
    private final Holdings holdings;
    private final Consumer<Output> out;

    private Phase phase = Phase.WAITING;
    private long link = NO_LINK;
    private long retryAt;
    /** The leader's last heartbeat: by it this member judges the leader. */
    private long lastHeard;
    /** The last that came on the link, if only a part of something: by it the link is judged. */
    private long lastSign;
    /** Whether a part of something came since the last answer. */
    private boolean receiving;

    private long lastAck;
    private boolean heard;
    private boolean caughtUp;
    private long leaderEnd;
    private long leaderCommitted;
    private long leaderCanaryMillis;
    private long behindSince;
    private int seededPercent = -1;
    private boolean ackReceived;
    private boolean forGood;
    private long grantedFor = PeerMessage.Ack.NO_GRANT;
    /** Why the leader will have nothing of this member; empty while it has. */
    private String refusal = "";

    /** What this member says to hold, besides what its log says. */
    interface Holdings {
        /** The offset up to which what is here counts where written is enough. */
        long received();

        long applied();
    }

    Following(
            Epoch epoch,
            DurableState.LeaderAddress leader,
            long now,
            CoreSettings settings,
            LogView log,
            Holdings holdings,
            Consumer<Output> out) {
        this.epoch = epoch;
        this.leader = leader;
        this.settings = settings;
        this.log = log;
        this.holdings = holdings;
        this.out = out;
        this.retryAt = now;
        this.lastHeard = now;
    }

    // ---- connecting

    /** Connects when it is time. @return the next link number, used or not */
    long connectIfDue(long nextLink, long now) {
        if (phase != Phase.WAITING || now < retryAt) {
            return nextLink;
        }
        phase = Phase.CONNECTING;
        link = nextLink;
        out.accept(new Output.Connect(link, leader));
        return nextLink + 1;
    }

    /** Whether to say Hello on that link now. */
    boolean connected(long onLink) {
        if (onLink != link || phase != Phase.CONNECTING) {
            return false;
        }
        phase = Phase.GREETING;
        return true;
    }

    void disconnected(long onLink, long now) {
        if (onLink != link) {
            return;
        }
        link = NO_LINK;
        // A seeding has a connection of its own, and a cut needs none: both go on.
        if (phase != Phase.SEEDING && phase != Phase.CUTTING) {
            phase = Phase.WAITING;
            retryAt = now + settings.reconnectNanos();
        }
    }

    /** Gives up a link that is silent, connects when it is time, says what is due. @return the next link number, used or not */
    long tick(long nextLink, long now) {
        if (link != NO_LINK && phase != Phase.CONNECTING && now - lastSign > settings.silenceNanos()) {
            giveUpLink(now);
        }
        long next = connectIfDue(nextLink, now);
        if (owesASign(now)) {
            ack(now);
        }
        return next;
    }

    /** A part of a message came, and the rest is under way: see {@link ReplicationCore#receiving}. */
    void receiving(long now) {
        lastSign = now;
        receiving = true;
    }

    /** Whether its leader, whose long message keeps its heartbeats from arriving and so their answers from leaving, must hear of it now. */
    private boolean owesASign(long now) {
        return receiving && link != NO_LINK && now - lastAck >= settings.heartbeatNanos();
    }

    /** Says what this member holds, and whom it grants a lease. */
    void ack(long now) {
        if (link == NO_LINK) {
            return;
        }
        receiving = false;
        lastAck = now;
        // Before the logs agree, what this log holds says nothing about the leader's: only the grant counts.
        boolean agreed = isStreaming();
        out.accept(new Output.Send(
                link,
                new PeerMessage.Ack(
                        epoch,
                        agreed ? holdings.received() : 0,
                        agreed ? log.flushed() : 0,
                        holdings.applied(),
                        grantedFor)));
    }

    void close() {
        if (link != NO_LINK) {
            out.accept(new Output.Disconnect(link));
            link = NO_LINK;
        }
    }

    boolean isLink(long candidate) {
        return link == candidate;
    }

    boolean isConnected() {
        return link != NO_LINK;
    }

    /** Gives the link up, and connects anew after a while: what it agreed on with the leader holds no longer. */
    void giveUpLink(long now) {
        out.accept(new Output.Disconnect(link));
        disconnected(link, now);
    }

    /** Says who this is and how far its log reaches. */
    void hello(ReplicationCore.Self self, long now) {
        lastSign = now;
        out.accept(new Output.Send(
                link,
                new PeerMessage.Hello(
                        ProtocolVersion.SPOKEN,
                        self.member(),
                        self.incarnation(),
                        epoch,
                        log.history(),
                        log.start(),
                        log.end(),
                        log.flushed())));
    }

    // ---- what the leader says

    void heard(PeerMessage.Heartbeat heartbeat, long now) {
        heard = true;
        lastHeard = now;
        lastSign = now;
        leaderEnd = Math.max(leaderEnd, heartbeat.end());
        leaderCommitted = Math.max(leaderCommitted, heartbeat.committed());
        leaderCanaryMillis = heartbeat.canaryMillis();
        ackReceived = heartbeat.ackReceived();
        forGood = heartbeat.forGood();
    }

    void continuing(long now) {
        lastSign = now;
        phase = Phase.STREAMING;
        seededPercent = -1;
        refusal = "";
        out.accept(new Output.Note(
                "continuing from log position=" + log.end() + " leader=" + leader.name() + " epoch=" + epoch));
    }

    /** It asks again and again nevertheless: the leader may be replaced by one that understands it. */
    void refused(String why) {
        if (!refusal.equals(why)) {
            refusal = why;
            out.accept(
                    new Output.Note("leader " + leader.name() + " of epoch " + epoch + " refuses this member: " + why));
        }
    }

    /** Empty for none. */
    String refusal() {
        return refusal;
    }

    void cutting() {
        phase = Phase.CUTTING;
    }

    void seeding() {
        phase = Phase.SEEDING;
        seededPercent = 0;
        caughtUp = false;
    }

    /** A cut or a seeding is done. @return whether the link still stands, to say Hello on */
    boolean returned(long now) {
        seededPercent = -1;
        if (link == NO_LINK) {
            phase = Phase.WAITING;
            retryAt = now;
            return false;
        }
        phase = Phase.GREETING;
        lastSign = now;
        return true;
    }

    void seedingFailed(long now) {
        seededPercent = -1;
        close();
        phase = Phase.WAITING;
        retryAt = now + 5 * settings.reconnectNanos();
    }

    void seeded(int percent) {
        seededPercent = percent;
    }

    boolean isStreaming() {
        return phase == Phase.STREAMING;
    }

    boolean isCutting() {
        return phase == Phase.CUTTING;
    }

    boolean isSeeding() {
        return phase == Phase.SEEDING;
    }

    /** Whether what the leader says is committed may never be discarded. */
    boolean isForGood() {
        return forGood;
    }

    boolean acksReceived() {
        return ackReceived;
    }

    void grant(long sentAt) {
        grantedFor = Math.max(grantedFor, sentAt);
    }

    /** What may be applied, given how far the log reaches. */
    long committedHere(long end) {
        return phase == Phase.STREAMING ? Math.min(leaderCommitted, end) : Long.MIN_VALUE;
    }

    void progressed(long end, long now) {
        // Before its first heartbeat nothing is known of the leader's end.
        if (phase == Phase.STREAMING && heard && end >= leaderEnd) {
            caughtUp = true;
            behindSince = 0;
        } else if (behindSince == 0) {
            behindSince = Math.max(1, now);
        }
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    /** @param whole one that isn't recorded as repaired isn't level, whatever it holds: it must not be counted on yet */
    MemberStatus.Following status(boolean whole, long now) {
        long silence = Math.max(0, now - lastHeard) / 1_000_000;
        return new MemberStatus.Following(
                epoch,
                leader.name(),
                phase == Phase.STREAMING,
                caughtUp && whole,
                silence,
                leaderCanaryMillis == 0 ? 0 : leaderCanaryMillis + silence,
                Math.max(0, leaderEnd - log.end().offset()),
                behindSince == 0 ? 0 : Math.max(0, now - behindSince) / 1_000_000,
                seededPercent);
    }
}
