package dev.baton.node.replication;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a leader says to this member, its follower, and what comes of it: the log grows, is cut or replaced by a snapshot, and the leader
 * is granted a lease. Owns the grant and the last cut; what is heard only counts on the link of the leader followed, in the promised epoch.
 *
 * <p>What it gives up for another log is kept and told of, whether it is cut off or replaced; never what {@link Tripwire} guards.
 */
final class FromLeader {
    private final ReplicationCore.Self self;
    private final LogView log;
    private final StableState stable;
    private final Role role;
    private final Committed committed;
    private final Consumer<Output> out;

    private long grantedUntil;
    private MemberStatus.@Nullable Cut lastCut;

    /** @param grantedUntil when the lease ends that it may have granted before it began */
    FromLeader(
            ReplicationCore.Self self,
            LogView log,
            StableState stable,
            Role role,
            Committed committed,
            Consumer<Output> out,
            long grantedUntil) {
        this.self = self;
        this.log = log;
        this.stable = stable;
        this.role = role;
        this.committed = committed;
        this.out = out;
        this.grantedUntil = grantedUntil;
    }

    /** How long the lease still runs that it granted, in milliseconds. */
    long grantMillis(long now) {
        return Math.max(0, grantedUntil - now + 999_999) / 1_000_000;
    }

    MemberStatus.@Nullable Cut lastCut() {
        return lastCut;
    }

    void connected(long link, long now) {
        Following mine = role.following();
        if (mine != null && mine.connected(link)) {
            mine.hello(self, now);
        }
    }

    private @Nullable Following followingOn(long link, Epoch epoch) {
        Following mine = role.following();
        return mine != null && mine.isLink(link) && mine.epoch.equals(epoch) && epoch.equals(role.epoch())
                ? mine
                : null;
    }

    // ---- where the logs part

    void received(long link, PeerMessage.Continue go, long now) {
        Following mine = followingOn(link, go.epoch());
        if (mine == null) {
            return;
        }
        if (go.from() != log.end().offset()) {
            mine.giveUpLink(now); // the log moved since Hello: agree anew
        } else {
            mine.continuing(now);
            mine.ack(now);
        }
    }

    void received(long link, PeerMessage.Truncate cut) {
        Following mine = followingOn(link, cut.epoch());
        if (mine != null && !mine.isCutting() && !refuses(cut.to(), cut.history())) {
            cut(mine, cut.to());
        }
    }

    void received(long link, PeerMessage.Seed seed) {
        Following mine = followingOn(link, seed.epoch());
        if (mine == null || mine.isCutting() || mine.isSeeding() || refuses(seed.common(), seed.history())) {
            return;
        }
        long kept = Math.max(seed.common().offset(), log.start());
        if (kept < log.end().offset()) {
            // A snapshot would replace it without a trace: what is given up is kept and told of, as with any cut.
            cut(mine, new Position(log.history().epochAt(kept), kept));
        } else {
            mine.seeding();
            out.accept(new Output.Seed(mine.leader, seed.epoch()));
        }
    }

    void received(long link, PeerMessage.Refused refused, long now) {
        Following mine = role.following();
        if (mine != null && mine.isLink(link)) {
            if (refused.lasting()) {
                mine.refused(refused.reason());
            }
            mine.giveUpLink(now);
        }
    }

    /** Whether it must not give up what it holds beyond {@code common}: then it follows nobody any more, and says so. */
    private boolean refuses(Position common, EpochHistory leaders) {
        String why = Tripwire.refusal(common, committed.forGood(), log.history(), leaders);
        if (!why.isEmpty()) {
            role.diverge(why);
        }
        return !why.isEmpty();
    }

    private void cut(Following mine, Position to) {
        mine.cutting();
        committed.cutTo(to.offset());
        stable.become(stable.state().withCommittedAtMost(to.offset()));
        // On disk before the log grows again: else a restart would take what comes then for committed.
        stable.persist();
        out.accept(new Output.Truncate(to, mine.epoch));
    }

    /** {@link Output.Truncate} is on disk. */
    void truncated(MemberStatus.Cut cut, long now) {
        lastCut = cut;
        Following mine = role.following();
        if (mine != null && mine.isCutting() && mine.returned(now)) {
            mine.hello(self, now);
        }
    }

    /** A snapshot takes the place of the log, right after this is on disk. */
    void installing(Position position) {
        if (stable.state().committed() > position.offset()) {
            committed.cutTo(position.offset());
            stable.become(stable.state().withCommittedAtMost(position.offset()));
            stable.persist();
        }
    }

    /** A snapshot is installed: log and memory begin at its position, which is committed. */
    void seeded(Position position, long now) {
        committed.replacedBy(position.offset());
        role.applied(position.offset());
        stable.become(stable.state().withCommittedAtMost(position.offset()).withCommitted(position.offset()));
        stable.persist();
        Following mine = role.following();
        if (mine != null && mine.isSeeding() && mine.returned(now)) {
            mine.hello(self, now);
        }
    }

    // ---- the leader's state and its records

    void received(long link, PeerMessage.Heartbeat heartbeat, long now) {
        Following mine = followingOn(link, heartbeat.epoch());
        if (mine == null) {
            return;
        }
        heard(mine, heartbeat, now);
        mine.ack(now);
    }

    void received(long link, PeerMessage.Records records, long now) {
        Following mine = followingOn(link, records.heartbeat().epoch());
        if (mine == null || !mine.isStreaming()) {
            return;
        }
        if (records.from() != log.end().offset()) {
            mine.giveUpLink(now); // a gap: agree anew rather than guess
            return;
        }
        heard(mine, records.heartbeat(), now);
        // What follows from it waits for appended(): a full disk may refuse the records.
        out.accept(new Output.Append(records.bytes()));
    }

    private void heard(Following mine, PeerMessage.Heartbeat heartbeat, long now) {
        mine.heard(heartbeat, now);
        grant(mine, heartbeat, now);
        progress(now);
        if (heartbeat.ruleNumber() > 0) { // until then the leader has no rules that would say
            role.mayCountWritten(heartbeat.ackReceived());
        }
        role.heardRule(heartbeat.ruleNumber());
    }

    /**
     * Grants a lease: until it ends this member tells a fence how long it still runs. Granted only once a lease of that length is on
     * disk, so that a restart counts it in full.
     */
    private void grant(Following mine, PeerMessage.Heartbeat heartbeat, long now) {
        if (stable.onDisk().leaseMillis() < heartbeat.leaseMillis()) {
            if (stable.state().leaseMillis() < heartbeat.leaseMillis()) {
                stable.become(stable.state().withLease(heartbeat.leaseMillis()));
                stable.persist();
            }
            return;
        }
        if (!stable.onDisk().promise().promised().equals(mine.epoch)) {
            return;
        }
        grantedUntil = Math.max(grantedUntil, now + heartbeat.leaseMillis() * 1_000_000L);
        mine.grant(heartbeat.sentAt());
    }

    /** The log has grown, or more of it is known to be committed. */
    void progress(long now) {
        Following mine = role.following();
        if (mine == null) {
            return;
        }
        long end = log.end().offset();
        mine.progressed(end, now);
        if (committed.advance(mine.committedHere(end), mine.isForGood())) {
            out.accept(new Output.CommitAdvanced(committed.offset()));
        }
    }
}
