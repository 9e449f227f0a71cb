package dev.baton.node.replication;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.ProtocolVersion;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member's part in replication, as a state machine: inputs with the current time in, {@link Output}s out.
 *
 * <ol>
 *   <li>Every member boots fenced. Only {@code LEAD} of an epoch it promised makes it lead, only {@code RULE} makes it answer.
 *   <li>{@code FENCE(e)} stops acks, grants and replies of older epochs at once; the answer leaves when log and promise are synced.
 *   <li>{@code LEAD(e)} is refused by another incarnation, a shorter log, or a member that led e before; that it leads e is synced
 *       before the start record is written.
 *   <li>{@code FOLLOW(e)} promises e like a fence, then connects to the leader and takes its log.
 *   <li>That records count which are only written ({@code Received}) is on disk before the first does: a member that lost power then is
 *       another incarnation (finding F11). Until then only what is synced counts.
 * </ol>
 *
 * <p>Keeps I1 (a member leads an epoch at most once), I3 (a member that promised e sends no ack and no grant for an earlier epoch, and
 * its answer to {@code FENCE} covers every ack it ever sent) and, with {@link Leadership}, I2 and I5.
 *
 * <p>Its parts: {@link Role} is what the member is in its epoch, and promises; {@link ControlCommands} obeys the operator; {@link Leadership}
 * speaks with followers, {@link FromLeader} and {@link Following} with the leader; {@link StableState} is what a crash leaves.
 *
 * <p>Times are nanoseconds of one monotonic clock. One thread only. Outputs must be carried out in order after every input, before the
 * next one.
 */
public final class ReplicationCore {
    /** Links numbered from here on were opened by this member; the surroundings number accepted ones from 0. */
    public static final long FIRST_OWN_LINK = 1L << 40;

    /** Who this member is: fixed for the life of the process. */
    public record Self(MemberName member, Incarnation incarnation, long instance, String bootId) {}

    private final Self self;
    private final CoreSettings settings;
    private final LogView log;
    private List<Output> outputs = new ArrayList<>();

    private final StableState stable;
    private final Committed committed;
    private final Role role;
    private final FromLeader fromLeader;
    private final ControlCommands commands;
    private final Trouble trouble = new Trouble();

    /** When what is known to be committed was last put on disk. */
    private long rememberedAt;

    private boolean terminating;
    private MemberLimits limits = MemberLimits.NONE;

    /**
     * @param state as read from disk; {@link DurableState#NEW} for an empty data directory
     * @param log as recovered and synced
     */
    public ReplicationCore(Self self, CoreSettings settings, DurableState state, LogView log, long now) {
        this.self = self;
        this.settings = settings;
        this.log = log;
        this.rememberedAt = now;
        long end = log.end().offset();
        stable = new StableState(state, this::out);
        committed = new Committed(Math.min(state.committed(), end), Math.min(state.forGood(), end));
        role = new Role(self, settings, log, stable, committed, this::out, now);
        // It may have granted a lease just before it ended; nobody remembers when (finding F9).
        long granted = now + state.leaseMillis() * 1_000_000L;
        fromLeader = new FromLeader(self, log, stable, role, committed, this::out, granted);
        commands = new ControlCommands(self, log, stable, role, trouble, this::status, this::limit, this::out);
    }

    // ---- outputs

    /** What must be carried out now, in order. */
    public List<Output> takeOutputs() {
        if (outputs.isEmpty()) {
            return List.of();
        }
        List<Output> taken = outputs;
        outputs = new ArrayList<>();
        return taken;
    }

    private void out(Output output) {
        outputs.add(output);
    }

    // ---- what clients may have

    /** Whether this member leads and may run commands; writes wait while {@link #isPaused}. */
    public boolean isOpen() {
        Leadership leads = role.leadership();
        return leads != null && leads.isOpen();
    }

    public boolean isLeading() {
        return role.leadership() != null;
    }

    public boolean isPaused() {
        Leadership leads = role.leadership();
        return leads != null && leads.isPaused();
    }

    /** Whether a read, or in the asynchronous mode any reply, may leave now. */
    public boolean leaseHolds(long now) {
        Leadership leads = role.leadership();
        return leads != null && leads.leaseHolds(now);
    }

    public boolean repliesNeedLease() {
        Leadership leads = role.leadership();
        return leads != null && leads.repliesNeedLease();
    }

    /**
     * Whether a reply may leave now.
     *
     * @param offset where the last write it made or saw ended: that must be committed first; 0 for none
     * @param reads whether it tells anything of the data: then the lease must hold, and in the asynchronous mode for what wrote, too
     */
    public boolean mayAnswer(long offset, boolean reads, long now) {
        boolean needsLease = reads || offset > 0 && repliesNeedLease();
        return offset <= committed() && (!needsLease || leaseHolds(now));
    }

    /**
     * Whether what memory held at that position is committed: only then may a snapshot of it be used (finding F13). A leader's is thrown
     * away when it is deposed, so that none is taken for committed that was reached in another epoch.
     */
    public boolean isCommitted(Position position) {
        return position.offset() <= committed();
    }

    /** Offset known to be committed. */
    public long committed() {
        return role.committed();
    }

    /** The epoch promised, which is the one led or followed, if any. */
    public Epoch epoch() {
        return role.epoch();
    }

    /** Whether a follower has once been level with its leader since it began to follow it. */
    public boolean isCaughtUp() {
        Following follows = role.following();
        return follows != null && follows.isCaughtUp();
    }

    public boolean isFollowing() {
        return role.following() != null;
    }

    public boolean isSeeding() {
        Following follows = role.following();
        return follows != null && follows.isSeeding();
    }

    public @Nullable MemberName leader() {
        return role.leader();
    }

    /** The rules a leader obeys; empty for a follower or a leader that isn't told any. */
    public List<QuorumRule> rulesInForce() {
        Leadership leads = role.leadership();
        return leads == null ? List.of() : leads.rulesInForce();
    }

    /** The oldest offset a known follower needs, there or away; the log is kept from there as far as bounds allow. */
    public long neededFrom() {
        Leadership leads = role.leadership();
        return leads == null ? Long.MAX_VALUE : leads.neededFrom();
    }

    /** What the surroundings keep to; the operator may change them. */
    public MemberLimits limits() {
        return limits;
    }

    public void limit(MemberLimits now) {
        if (!now.equals(limits)) {
            limits = now;
            out(new Output.Note("limits are now " + now));
        }
    }

    public void terminating() {
        terminating = true;
    }

    // ---- damage

    /**
     * This incarnation began empty since the data of the one before were damaged: until {@link #repaired} it refuses to lead, and
     * says why in its status. Before any input.
     *
     * @param why empty for no damage
     */
    public void damaged(String why) {
        trouble.damaged(why);
    }

    /** Whether a damaged member was seeded or is level with its leader: to be recorded on disk, then told by {@link #repaired}. */
    public boolean isMended() {
        Following follows = role.following();
        return trouble.isDamaged()
                && (trouble.isMended() || follows != null && follows.isStreaming() && follows.isCaughtUp());
    }

    /** That it is whole again is on disk. */
    public void repaired() {
        trouble.damaged("");
    }

    // ---- control commands

    /** Obeys or refuses; the answer is an {@link Output.Answer} or {@link Output.Refuse} to {@code replyTo}, perhaps after a sync. */
    public void control(ControlCommand command, Object replyTo, long now) {
        commands.carryOut(command, replyTo, now);
    }

    // ---- durability

    /** The log as appended when {@link Output.Persist} was asked for, and then the state, are on disk. */
    public void persisted(long token, long now) {
        stable.persisted(token, now);
    }

    // ---- the log and memory

    /** The start record, writes of clients or a leader's records were appended. Not to be called when the log refused them. */
    public void appended(long now) {
        Leadership leads = role.leadership();
        Following follows = role.following();
        if (leads != null) {
            leads.appended(now);
        } else if (follows != null && follows.isStreaming()) {
            fromLeader.progress(now);
        }
    }

    /** More of the log is written, though not synced: to be told while {@link #writtenCounts}. */
    public void written(long now) {
        role.written(now);
    }

    /** Whether a rule in force, or the leader's, asks for no more than that a record is written. */
    public boolean writtenCounts() {
        return role.writtenCounts();
    }

    /**
     * The log refused a leader's records, or took only some: agrees anew with the leader where to go on. Without that they would be
     * missing until more come, since the leader believes them sent.
     */
    public void appendRefused(String why, long now) {
        trouble.error(why);
        Following follows = role.following();
        if (follows != null && follows.isConnected()) {
            follows.giveUpLink(now);
        }
    }

    /** {@link Output.AppendStart} was carried out. */
    public void startAppended(long now) {
        Leadership leads = role.leadership();
        if (leads != null) {
            leads.startAppended(now);
        }
    }

    /** More of the log is synced. */
    public void flushed(long now) {
        Leadership leads = role.leadership();
        Following follows = role.following();
        if (leads != null) {
            leads.reached(now);
        } else if (follows != null && follows.isStreaming()) {
            fromLeader.progress(now);
            follows.ack(now);
        }
    }

    /** Memory holds the whole log up to the start record: after {@link Output.Elected}. */
    public void memoryComplete(long now) {
        Leadership leads = role.leadership();
        if (leads != null) {
            leads.memoryComplete(now);
        }
    }

    public void applied(long offset) {
        role.applied(offset);
    }

    // ---- links

    public void connected(long link, long now) {
        fromLeader.connected(link, now);
    }

    /** The link is closed, or could not be opened. */
    public void disconnected(long link, long now) {
        Following follows = role.following();
        if (follows != null) {
            follows.disconnected(link, now);
        }
        Leadership leads = role.leadership();
        if (leads != null) {
            leads.disconnected(link);
        }
    }

    /**
     * Whether these records are still to be sent: the follower may have gone, or begun anew, since they were asked for. Then they
     * must not be sent, nor {@link #recordsSent} be called.
     */
    public boolean awaitsRecords(Output.SendRecords request) {
        Leadership leads = role.leadership();
        return leads != null
                && leads.epoch.equals(request.heartbeat().epoch())
                && leads.awaitsRecords(request.link(), request.from());
    }

    /** Called with the request's own {@code from} when nothing could be sent because the log no longer reaches back so far. */
    public void recordsSent(long link, long upTo, long now) {
        Leadership leads = role.leadership();
        if (leads != null) {
            leads.recordsSent(link, upTo, now);
        }
    }

    /**
     * A part of a message came on this link, and the rest is under way. A record may take longer to arrive than a link may be silent: what
     * comes of it is a sign that the link is alive, or it would be closed before the record is here, again and again.
     *
     * <p>It is a sign of nothing else, so that it keeps no leader alive whose time is over: how long this member says that its leader has
     * been silent, and the age of the canary, run on from the last heartbeat; a grant is given for heartbeats alone, so the leader's lease
     * ends as if nothing came, also where a follower repeats its last answer meanwhile; and a greater epoch closes the link whatever comes
     * on it.
     */
    public void receiving(long link, long now) {
        Following follows = role.following();
        if (follows != null && follows.isLink(link)) {
            follows.receiving(now);
        }
        Leadership leads = role.leadership();
        if (leads != null) {
            leads.receiving(link, now);
        }
    }

    public void received(long link, PeerMessage message, long now) {
        Leadership leads = role.leadership();
        switch (message) {
            case PeerMessage.Hello hello -> {
                String unspoken = ProtocolVersion.SPOKEN.refusal(
                        self.member().value(), hello.protocol(), hello.member().value());
                if (leads == null || !leads.epoch.equals(hello.epoch())) {
                    refuse(link, self.member() + " does not lead epoch " + hello.epoch(), false);
                } else if (unspoken != null) {
                    refuse(link, unspoken, true);
                } else {
                    leads.hello(link, hello, now);
                }
            }
            case PeerMessage.Ack ack -> {
                if (leads != null) {
                    leads.ack(link, ack, now);
                }
            }
            case PeerMessage.Continue go -> fromLeader.received(link, go, now);
            case PeerMessage.Truncate cut -> fromLeader.received(link, cut);
            case PeerMessage.Seed seed -> fromLeader.received(link, seed);
            case PeerMessage.Refused refused -> fromLeader.received(link, refused, now);
            case PeerMessage.Heartbeat heartbeat -> fromLeader.received(link, heartbeat, now);
            case PeerMessage.Records records -> fromLeader.received(link, records, now);
        }
    }

    private void refuse(long link, String why, boolean lasting) {
        out(new Output.Send(link, new PeerMessage.Refused(epoch(), why, lasting)));
        out(new Output.Disconnect(link));
    }

    // ---- cutting and seeding

    /** {@link Output.Truncate} is on disk. */
    public void truncated(MemberStatus.Cut cut, long now) {
        fromLeader.truncated(cut, now);
    }

    public void seedingProgress(int percent) {
        Following follows = role.following();
        if (follows != null && follows.isSeeding()) {
            follows.seeded(percent);
        }
    }

    /**
     * A snapshot takes the place of the log, right after this is on disk. In asynchronous mode it may lie before what an earlier leader
     * said was committed.
     */
    public void installing(Position position) {
        fromLeader.installing(position);
    }

    /** A snapshot is installed: log and memory begin at its position, which is committed. */
    public void seeded(Position position, long now) {
        trouble.seeded();
        fromLeader.seeded(position, now);
    }

    public void seedingFailed(String why, long now) {
        trouble.error(why);
        Following follows = role.following();
        if (follows != null && follows.isSeeding()) {
            follows.seedingFailed(now);
        }
    }

    public void error(String message) {
        trouble.error(message);
    }

    // ---- time

    /** To be called every 10 to 50 ms. */
    public void tick(long now) {
        role.tick(now);
        rememberCommitted(now);
    }

    /**
     * Puts on disk, every second, what is known to be committed.
     */
    private void rememberCommitted(long now) {
        Leadership leads = role.leadership();
        if (leads != null) {
            committed.knownForGood(leads.forGood());
        }
        DurableState state = stable.state();
        boolean more = committed() > state.committed() || committed.forGood() > state.forGood();
        if (more && now - rememberedAt >= settings.rememberNanos() && stable.isSettled()) {
            rememberedAt = now;
            stable.become(state.withCommitted(committed()).withForGood(committed.forGood()));
            stable.persist();
        }
    }

    // ---- status

    /** A leader's followers that have said hello in its epoch; empty for anybody else. */
    public List<FollowerLag> followerLags(long now) {
        Leadership leads = role.leadership();
        return leads == null ? List.of() : leads.lags(now);
    }

    public MemberStatus status(long now) {
        Leadership leads = role.leadership();
        Following follows = role.following();
        String diverged = stable.state().diverged();
        return new MemberStatus(
                self.member(),
                self.incarnation(),
                self.instance(),
                self.bootId(),
                ProtocolVersion.SPOKEN,
                memberState(leads, follows),
                stable.onDisk().promise(),
                log.flushedPosition(),
                log.end(),
                log.start(),
                committed(),
                role.applied(),
                role.isFenced() && stable.isSettled(),
                terminating,
                fromLeader.grantMillis(now),
                log.canaryNanos() / 1_000_000,
                leads == null ? null : leads.status(now),
                follows == null ? null : follows.status(!trouble.isDamaged(), now),
                fromLeader.lastCut(),
                limits,
                !diverged.isEmpty()
                        ? diverged
                        : follows != null && !follows.refusal().isEmpty() ? follows.refusal() : trouble.describe());
    }

    private MemberState memberState(@Nullable Leadership leads, @Nullable Following follows) {
        if (leads != null) {
            return leads.isPaused() ? MemberState.PAUSED : leads.isOpen() ? MemberState.OPEN : MemberState.ELECTED;
        }
        if (!stable.state().diverged().isEmpty()) {
            return MemberState.DIVERGED;
        }
        if (follows == null) {
            return trouble.isDamaged() ? MemberState.DAMAGED : MemberState.FENCED;
        }
        if (follows.isSeeding()) {
            return MemberState.SEEDING;
        }
        if (!follows.isStreaming()) {
            return trouble.isDamaged() ? MemberState.DAMAGED : MemberState.CONNECTING;
        }
        return follows.isCaughtUp() && !trouble.isDamaged() ? MemberState.STREAMING : MemberState.CATCHING_UP;
    }
}
