package dev.baton.node.replication;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
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

    /** What will be on disk once every {@link Output.Persist} is done. */
    private DurableState state;
    /** What is on disk. */
    private DurableState durable;

    private long nextToken = 1;
    private final TreeMap<Long, Runnable> afterPersist = new TreeMap<>();
    private final TreeMap<Long, DurableState> persisting = new TreeMap<>();
    /** Whether, whatever of {@link #persisting} a crash leaves undone, the disk says that records may count which are only written. */
    private boolean receivedIsOnDisk;

    private @Nullable Leadership leadership;
    /** Told to lead; not yet synced. */
    private @Nullable Epoch aboutToLead;

    private @Nullable Following following;
    private long nextLink = FIRST_OWN_LINK;
    private long committed;
    /** Up to where it was committed for good: see {@link Tripwire}. */
    private long forGood;

    private long applied;
    /** When what is known to be committed was last put on disk. */
    private long rememberedAt;

    private long grantedUntil;
    private boolean terminating;
    private MemberStatus.@Nullable Cut lastCut;
    private String lastError = "";
    /** Why this incarnation began without the data of the one before; empty once it is repaired. */
    private String damage = "";
    /** Whether it holds again all that its leader had committed. */
    private boolean mended;

    /**
     * @param state as read from disk; {@link DurableState#NEW} for an empty data directory
     * @param log as recovered and synced
     */
    public ReplicationCore(Self self, CoreSettings settings, DurableState state, LogView log, long now) {
        this.self = self;
        this.settings = settings;
        this.state = state;
        this.durable = state;
        this.log = log;
        this.committed = Math.min(state.committed(), log.end().offset());
        this.forGood = Math.min(state.forGood(), log.end().offset());
        this.rememberedAt = now;
        // It may have granted a lease just before it ended; nobody remembers when (finding F9).
        this.grantedUntil = now + state.leaseMillis() * 1_000_000L;
        DurableState.LeaderAddress leader = state.leader();
        if (leader != null && state.diverged().isEmpty()) {
            following = new Following(state.promise().promised(), leader, now, settings, log, this::out);
        }
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
        return leadership != null && leadership.isOpen();
    }

    public boolean isLeading() {
        return leadership != null;
    }

    public boolean isPaused() {
        return leadership != null && leadership.isPaused();
    }

    /** Whether a read, or in the asynchronous mode any reply, may leave now. */
    public boolean leaseHolds(long now) {
        return leadership != null && leadership.leaseHolds(now);
    }

    public boolean repliesNeedLease() {
        return leadership != null && leadership.repliesNeedLease();
    }

    /** Offset known to be committed. */
    public long committed() {
        return leadership != null ? leadership.committed() : committed;
    }

    /** The epoch promised, which is the one led or followed, if any. */
    public Epoch epoch() {
        return state.promise().promised();
    }

    /** Whether a follower has once been level with its leader since it began to follow it. */
    public boolean isCaughtUp() {
        return following != null && following.isCaughtUp();
    }

    public boolean isFollowing() {
        return following != null;
    }

    public boolean isSeeding() {
        return following != null && following.isSeeding();
    }

    public @Nullable MemberName leader() {
        return leadership != null ? self.member() : following != null ? following.leader.name() : null;
    }

    /** The rules a leader obeys; empty for a follower or a leader that isn't told any. */
    public List<QuorumRule> rulesInForce() {
        return leadership == null ? List.of() : leadership.rulesInForce();
    }

    /** The oldest offset a known follower needs, there or away; the log is kept from there as far as bounds allow. */
    public long neededFrom() {
        return leadership == null ? Long.MAX_VALUE : leadership.neededFrom();
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
        damage = why;
    }

    /** Whether a damaged member was seeded or is level with its leader: to be recorded on disk, then told by {@link #repaired}. */
    public boolean isMended() {
        return !damage.isEmpty() && (mended || following != null && following.isStreaming() && following.isCaughtUp());
    }

    /** That it is whole again is on disk. */
    public void repaired() {
        damage = "";
    }

    // ---- control commands

    /** Obeys or refuses; the answer is an {@link Output.Answer} or {@link Output.Refuse} to {@code replyTo}, perhaps after a sync. */
    public void control(ControlCommand command, Object replyTo, long now) {
        switch (command) {
            case ControlCommand.Status status -> answer(replyTo, now);
            case ControlCommand.Fence fence -> fence(fence, replyTo, now);
            case ControlCommand.Lead lead -> lead(lead, replyTo, now);
            case ControlCommand.Follow follow -> follow(follow, replyTo, now);
            case ControlCommand.Propose propose -> {
                Leadership mine = leadershipOf(propose.epoch(), replyTo);
                if (mine != null) {
                    mine.propose(propose.rule(), now);
                    mayCountWritten(mine.anyReceived());
                    answer(replyTo, now);
                }
            }
            case ControlCommand.Rule rule -> {
                Leadership mine = leadershipOf(rule.epoch(), replyTo);
                if (mine != null) {
                    if (mine.tell(rule.rule(), now)) {
                        mayCountWritten(mine.anyReceived());
                        heardRule(mine.ruleNumber());
                    }
                    answer(replyTo, now);
                }
            }
            case ControlCommand.Pause pause -> {
                Leadership mine = leadershipOf(pause.epoch(), replyTo);
                if (mine != null) {
                    mine.pause(pause.number(), pause.millis() * 1_000_000L, now);
                    answer(replyTo, now);
                }
            }
            case ControlCommand.Resume resume -> {
                Leadership mine = leadershipOf(resume.epoch(), replyTo);
                if (mine != null) {
                    mine.resume(resume.number());
                    answer(replyTo, now);
                }
            }
        }
    }

    private void fence(ControlCommand.Fence fence, Object replyTo, long now) {
        if (isStale(fence.epoch(), replyTo)) {
            return;
        }
        if (fence.epoch().isAfter(epoch())) {
            promise(fence.epoch(), fence.recordUid(), null);
        }
        // A fence for an epoch already obeyed stops nothing (finding L6), but it too is answered only when the promise
        // is on disk.
        answerWhenPersisted(replyTo, now);
    }

    private void lead(ControlCommand.Lead lead, Object replyTo, long now) {
        if (isStale(lead.epoch(), replyTo)) {
            return;
        }
        if (leadership != null && leadership.epoch.equals(lead.epoch())
                || aboutToLead != null && aboutToLead.equals(lead.epoch())) {
            answerWhenPersisted(replyTo, now);
            return;
        }
        String refusal = refusalToLead(lead);
        if (refusal != null) {
            out(new Output.Refuse(replyTo, "REFUSED", refusal));
            return;
        }
        Promise promise = state.promise();
        state = state.withPromise(new Promise(promise.promised(), lead.epoch(), lead.recordUid(), 0))
                .withLeader(null);
        aboutToLead = lead.epoch();
        persist(() -> {
            if (lead.epoch().equals(aboutToLead)) {
                beginToLead(lead);
            }
        });
        answerWhenPersisted(replyTo, now);
    }

    private @Nullable String refusalToLead(ControlCommand.Lead lead) {
        Promise promise = state.promise();
        if (lead.epoch().isAfter(promise.promised())) {
            return "LEAD " + lead.epoch() + " comes before its FENCE: " + self.member() + " promised "
                    + promise.promised();
        }
        if (!promise.led().isBefore(lead.epoch())) {
            return self.member() + " led epoch " + promise.led() + " before; it needs a new epoch";
        }
        if (!damage.isEmpty()) {
            return self.member() + " lost its data and must be seeded: " + damage;
        }
        if (!state.diverged().isEmpty()) {
            return self.member() + " diverged: " + state.diverged();
        }
        if (following != null) {
            return self.member() + " follows " + following.leader.name() + " in epoch " + following.epoch;
        }
        if (!self.incarnation().equals(lead.incarnation())) {
            return self.member() + " is incarnation " + self.incarnation() + ", not " + lead.incarnation()
                    + ": its volume was replaced";
        }
        if (log.flushedPosition().compareTo(lead.position()) < 0) {
            return self.member() + "'s log ends at " + log.flushedPosition() + ", before " + lead.position();
        }
        return null;
    }

    private void beginToLead(ControlCommand.Lead lead) {
        aboutToLead = null;
        leadership = new Leadership(
                lead.epoch(), committed, lead.leaseMillis(), settings, log, this::countedAsReceived, this::out);
        out(new Output.Elected(lead.epoch()));
        out(new Output.AppendStart(lead.epoch(), self.member(), self.incarnation(), lead.lossAccepted()));
    }

    private void follow(ControlCommand.Follow follow, Object replyTo, long now) {
        if (isStale(follow.epoch(), replyTo)) {
            return;
        }
        if (!state.diverged().isEmpty()) {
            out(new Output.Refuse(replyTo, "REFUSED", self.member() + " diverged: " + state.diverged()));
            return;
        }
        var leader = new DurableState.LeaderAddress(follow.leader(), follow.host(), follow.port());
        if (leadership != null && leadership.epoch.equals(follow.epoch())
                || aboutToLead != null && aboutToLead.equals(follow.epoch())
                || follow.leader().equals(self.member())) {
            out(new Output.Refuse(replyTo, "REFUSED", self.member() + " leads epoch " + follow.epoch() + " itself"));
            return;
        }
        if (follow.epoch().isAfter(epoch())) {
            promise(follow.epoch(), follow.recordUid(), leader);
            persist(() -> startFollowing(follow.epoch(), leader, persistedAt));
        } else if (following == null || !following.leader.equals(leader)) {
            state = state.withLeader(leader);
            persist(() -> startFollowing(follow.epoch(), leader, persistedAt));
        }
        answerWhenPersisted(replyTo, now);
    }

    /** Follows, once the promise is on disk: an ack for an epoch that is not promised durably could be forgotten. */
    private void startFollowing(Epoch ofEpoch, DurableState.LeaderAddress leader, long now) {
        if (!epoch().equals(ofEpoch) || !leader.equals(state.leader())) {
            return; // told something newer meanwhile
        }
        if (following != null && following.epoch.equals(ofEpoch) && following.leader.equals(leader)) {
            return; // told twice before the first was on disk
        }
        stopFollowing();
        following = new Following(ofEpoch, leader, now, settings, log, this::out);
        nextLink = following.connectIfDue(nextLink, now);
    }

    private void stopFollowing() {
        if (following != null) {
            if (following.isSeeding()) {
                out(new Output.StopSeeding());
            }
            following.close();
            following = null;
        }
    }

    /** Promises a greater epoch: from here on nothing of an older one leaves. */
    private void promise(Epoch epoch, String recordUid, DurableState.@Nullable LeaderAddress leader) {
        stopFollowing();
        aboutToLead = null;
        if (leadership != null) {
            committed = leadership.committed();
            forGood = Math.max(forGood, leadership.forGood());
            Epoch deposed = leadership.epoch;
            leadership = null;
            out(new Output.Deposed(deposed, committed));
        }
        state = state.withPromise(new Promise(epoch, state.promise().led(), recordUid, 0))
                .withLeader(leader)
                .withCommitted(committed)
                .withForGood(forGood)
                // The log is synced before the state is: nothing that counted is only written then.
                .withReceived(false);
        if (leader == null) {
            persist(() -> {});
        }
    }

    /**
     * An epoch that is open holds acknowledged writes, soon. That something was committed is on disk with the rule, and so before any
     * of them: who has it never passes for a member that was only ever empty.
     */
    private void heardRule(int number) {
        Promise promise = state.promise();
        if (number > promise.ruleNumber()) {
            state = state.withPromise(new Promise(promise.promised(), promise.led(), promise.recordUid(), number))
                    .withCommitted(committed());
            persist(() -> {});
        }
    }

    private void heardRules(PeerMessage.Heartbeat heartbeat) {
        if (heartbeat.ruleNumber() > 0) { // until then the leader has no rules that would say
            mayCountWritten(heartbeat.ackReceived());
        }
        heardRule(heartbeat.ruleNumber());
    }

    /** From now on records count that are only written, or none does any more. Either is on disk before it is true. */
    private void mayCountWritten(boolean received) {
        if (state.received() != received) {
            state = state.withReceived(received);
            persist(() -> written(persistedAt));
        }
    }

    /** The offset up to which what is here counts where written is enough. */
    private long countedAsReceived() {
        return receivedIsOnDisk ? log.written() : log.flushed();
    }

    private boolean isStale(Epoch epoch, Object replyTo) {
        if (epoch.isBefore(epoch())) {
            out(new Output.Refuse(
                    replyTo,
                    "STALE",
                    self.member() + " promised epoch " + epoch() + " and obeys none before, such as " + epoch));
            return true;
        }
        return false;
    }

    private @Nullable Leadership leadershipOf(Epoch epoch, Object replyTo) {
        if (isStale(epoch, replyTo)) {
            return null;
        }
        Leadership mine = leadership;
        if (mine == null || !mine.epoch.equals(epoch)) {
            out(new Output.Refuse(replyTo, "REFUSED", self.member() + " does not lead epoch " + epoch));
            return null;
        }
        return mine;
    }

    // ---- durability

    private void persist(Runnable then) {
        long token = nextToken++;
        state = state.next();
        afterPersist.put(token, then);
        persisting.put(token, state);
        receivedIsOnDisk &= state.received();
        out(new Output.Persist(state, token));
    }

    private void answerWhenPersisted(Object replyTo, long now) {
        if (persisting.isEmpty()) {
            answer(replyTo, now);
        } else {
            Runnable earlier = afterPersist.get(persisting.lastKey());
            afterPersist.put(persisting.lastKey(), () -> {
                if (earlier != null) {
                    earlier.run();
                }
                answer(replyTo, persistedAt);
            });
        }
    }

    private long persistedAt;

    /** The log as appended when {@link Output.Persist} was asked for, and then the state, are on disk. */
    public void persisted(long token, long now) {
        DurableState reached = persisting.remove(token);
        Runnable then = afterPersist.remove(token);
        if (reached == null || then == null) {
            throw new IllegalStateException("token " + token + " was not being persisted");
        }
        durable = reached;
        receivedIsOnDisk = durable.received() && persisting.values().stream().allMatch(DurableState::received);
        persistedAt = now;
        then.run();
    }

    // ---- the log and memory

    /** The start record, writes of clients or a leader's records were appended. Not to be called when the log refused them. */
    public void appended(long now) {
        if (leadership != null) {
            leadership.appended(now);
        } else if (following != null && following.isStreaming()) {
            progress(following, log.end().offset(), now);
        }
    }

    /** More of the log is written, though not synced: to be told while {@link #writtenCounts}. */
    public void written(long now) {
        if (leadership != null) {
            leadership.reached(now);
        } else if (following != null && following.isStreaming() && following.acksReceived()) {
            ack(following, now);
        }
    }

    /** Whether a rule in force, or the leader's, asks for no more than that a record is written. */
    public boolean writtenCounts() {
        return receivedIsOnDisk
                && (leadership != null ? leadership.anyReceived() : following != null && following.acksReceived());
    }

    /**
     * The log refused a leader's records, or took only some: agrees anew with the leader where to go on. Without that they would be
     * missing until more come, since the leader believes them sent.
     */
    public void appendRefused(String why, long now) {
        lastError = why;
        if (following != null && following.link() >= 0) {
            closeOn(following, now);
        }
    }

    /** {@link Output.AppendStart} was carried out. */
    public void startAppended(long now) {
        if (leadership != null) {
            leadership.startAppended(now);
        }
    }

    /** More of the log is synced. */
    public void flushed(long now) {
        if (leadership != null) {
            leadership.reached(now);
        } else if (following != null && following.isStreaming()) {
            progress(following, log.end().offset(), now);
            ack(following, now);
        }
    }

    /** Memory holds the whole log up to the start record: after {@link Output.Elected}. */
    public void memoryComplete(long now) {
        if (leadership != null) {
            leadership.memoryComplete(now);
        }
    }

    public void applied(long offset) {
        applied = offset;
    }

    // ---- links

    public void connected(long link, long now) {
        if (following != null && following.connected(link)) {
            hello(following, now);
        }
    }

    /** The link is closed, or could not be opened. */
    public void disconnected(long link, long now) {
        if (following != null) {
            following.disconnected(link, now);
        }
        if (leadership != null) {
            leadership.disconnected(link);
        }
    }

    /**
     * Whether these records are still to be sent: the follower may have gone, or begun anew, since they were asked for. Then they
     * must not be sent, nor {@link #recordsSent} be called.
     */
    public boolean awaitsRecords(Output.SendRecords request) {
        return leadership != null
                && leadership.epoch.equals(request.heartbeat().epoch())
                && leadership.awaitsRecords(request.link(), request.from());
    }

    /** Called with the request's own {@code from} when nothing could be sent because the log no longer reaches back so far. */
    public void recordsSent(long link, long upTo, long now) {
        if (leadership != null) {
            leadership.recordsSent(link, upTo, now);
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
        if (following != null && following.isLink(link)) {
            following.receiving(now);
        }
        if (leadership != null) {
            leadership.receiving(link, now);
        }
    }

    public void received(long link, PeerMessage message, long now) {
        switch (message) {
            case PeerMessage.Hello hello -> {
                if (leadership == null || !leadership.epoch.equals(hello.epoch())) {
                    out(new Output.Send(
                            link,
                            new PeerMessage.Refused(epoch(), self.member() + " does not lead epoch " + hello.epoch())));
                    out(new Output.Disconnect(link));
                } else {
                    leadership.hello(link, hello, now);
                }
            }
            case PeerMessage.Ack ack -> {
                if (leadership != null) {
                    leadership.ack(link, ack, now);
                }
            }
            case PeerMessage.Continue go -> {
                Following mine = followingOn(link, go.epoch());
                if (mine != null) {
                    if (go.from() != log.end().offset()) {
                        closeOn(mine, now); // the log moved since Hello: agree anew
                    } else {
                        mine.continuing(now);
                        ack(mine, now);
                    }
                }
            }
            case PeerMessage.Truncate cut -> {
                Following mine = followingOn(link, cut.epoch());
                if (mine != null && !mine.isCutting() && !refuses(cut.to(), cut.history())) {
                    mine.cutting();
                    state = state.withCommittedAtMost(cut.to().offset());
                    committed = Math.min(committed, cut.to().offset());
                    forGood = Math.min(forGood, cut.to().offset());
                    // On disk before the log grows again: else a restart would take what comes then for committed.
                    persist(() -> {});
                    out(new Output.Truncate(cut.to(), cut.epoch()));
                }
            }
            case PeerMessage.Seed seed -> {
                Following mine = followingOn(link, seed.epoch());
                if (mine != null && !mine.isSeeding() && !refuses(seed.common(), seed.history())) {
                    mine.seeding();
                    out(new Output.Seed(mine.leader, seed.epoch()));
                }
            }
            case PeerMessage.Refused refused -> {
                if (following != null && following.isLink(link)) {
                    closeOn(following, now);
                }
            }
            case PeerMessage.Heartbeat heartbeat -> heartbeat(link, heartbeat, now);
            case PeerMessage.Records records -> records(link, records, now);
        }
    }

    /** Whether it must not give up what it holds beyond {@code common}: then it follows nobody any more, and says so. */
    private boolean refuses(Position common, EpochHistory leaders) {
        String why = Tripwire.refusal(common, forGood, log.history(), leaders);
        if (why.isEmpty()) {
            return false;
        }
        stopFollowing();
        state = state.withLeader(null)
                .withCommitted(committed)
                .withForGood(forGood)
                .withDiverged(why);
        persist(() -> {});
        out(new Output.Alarm("DIVERGED " + why));
        return true;
    }

    private void closeOn(Following mine, long now) {
        long link = mine.link();
        out(new Output.Disconnect(link));
        mine.disconnected(link, now);
    }

    private @Nullable Following followingOn(long link, Epoch epoch) {
        Following mine = following;
        return mine != null && mine.isLink(link) && mine.epoch.equals(epoch) && epoch.equals(epoch()) ? mine : null;
    }

    private void hello(Following mine, long now) {
        mine.greeted(now);
        out(new Output.Send(
                mine.link(),
                new PeerMessage.Hello(
                        MemberStatus.PROTOCOL_VERSION,
                        self.member(),
                        self.incarnation(),
                        mine.epoch,
                        log.history(),
                        log.start(),
                        log.end(),
                        log.flushed())));
    }

    private void heartbeat(long link, PeerMessage.Heartbeat heartbeat, long now) {
        Following mine = followingOn(link, heartbeat.epoch());
        if (mine == null) {
            return;
        }
        mine.heard(heartbeat, now);
        grant(mine, heartbeat, now);
        progress(mine, log.end().offset(), now);
        heardRules(heartbeat);
        ack(mine, now);
    }

    private void records(long link, PeerMessage.Records records, long now) {
        PeerMessage.Heartbeat heartbeat = records.heartbeat();
        Following mine = followingOn(link, heartbeat.epoch());
        if (mine == null || !mine.isStreaming()) {
            return;
        }
        if (records.from() != log.end().offset()) {
            closeOn(mine, now); // a gap: agree anew rather than guess
            return;
        }
        mine.heard(heartbeat, now);
        grant(mine, heartbeat, now);
        progress(mine, log.end().offset(), now);
        heardRules(heartbeat);
        // What follows from it waits for appended(): a full disk may refuse the records.
        out(new Output.Append(records.bytes()));
    }

    /**
     * Grants a lease: until it ends this member tells a fence how long it still runs. Granted only once a lease of that length is on
     * disk, so that a restart counts it in full.
     */
    private void grant(Following mine, PeerMessage.Heartbeat heartbeat, long now) {
        if (durable.leaseMillis() < heartbeat.leaseMillis()) {
            if (state.leaseMillis() < heartbeat.leaseMillis()) {
                state = state.withLease(heartbeat.leaseMillis());
                persist(() -> {});
            }
            return;
        }
        if (!durable.promise().promised().equals(mine.epoch)) {
            return;
        }
        grantedUntil = Math.max(grantedUntil, now + heartbeat.leaseMillis() * 1_000_000L);
        mine.grant(heartbeat.sentAt());
    }

    private void progress(Following mine, long end, long now) {
        mine.progressed(end, now);
        long reached = mine.committedHere(end);
        if (reached > committed) {
            committed = reached;
            if (mine.isForGood()) {
                forGood = reached;
            }
            out(new Output.CommitAdvanced(committed));
        }
    }

    private void ack(Following mine, long now) {
        if (mine.link() < 0) {
            return;
        }
        mine.acknowledged(now);
        // Before the logs agree, what this log holds says nothing about the leader's: only the grant counts.
        boolean agreed = mine.isStreaming();
        out(new Output.Send(
                mine.link(),
                new PeerMessage.Ack(
                        mine.epoch,
                        agreed ? countedAsReceived() : 0,
                        agreed ? log.flushed() : 0,
                        applied,
                        mine.grantedFor())));
    }

    // ---- cutting and seeding

    /** {@link Output.Truncate} is on disk. */
    public void truncated(MemberStatus.Cut cut, long now) {
        lastCut = cut;
        Following mine = following;
        if (mine != null && mine.isCutting() && mine.returned(now)) {
            hello(mine, now);
        }
    }

    public void seedingProgress(int percent) {
        if (following != null && following.isSeeding()) {
            following.seeded(percent);
        }
    }

    /** A snapshot is installed: log and memory begin at its position, which is committed. */
    public void seeded(Position position, long now) {
        lastError = "";
        mended = true;
        committed = position.offset();
        forGood = Math.min(forGood, position.offset());
        applied = position.offset();
        state = state.withCommittedAtMost(position.offset()).withCommitted(position.offset());
        persist(() -> {});
        Following mine = following;
        if (mine != null && mine.isSeeding() && mine.returned(now)) {
            hello(mine, now);
        }
    }

    public void seedingFailed(String why, long now) {
        lastError = why;
        if (following != null && following.isSeeding()) {
            following.seedingFailed(now);
        }
    }

    public void error(String message) {
        lastError = message;
    }

    // ---- time

    /** To be called every 10 to 50 ms. */
    public void tick(long now) {
        if (leadership != null) {
            leadership.tick(now);
        }
        if (following != null) {
            following.tick(now);
            nextLink = following.connectIfDue(nextLink, now);
            if (following.owesASign(now)) {
                ack(following, now);
            }
        }
        rememberCommitted(now);
    }

    /**
     * Puts on disk, every second, what is known to be committed.
     */
    private void rememberCommitted(long now) {
        if (leadership != null) {
            forGood = Math.max(forGood, leadership.forGood());
        }
        boolean more = committed() > state.committed() || forGood > state.forGood();
        if (more && now - rememberedAt >= settings.rememberNanos() && persisting.isEmpty()) {
            rememberedAt = now;
            state = state.withCommitted(committed()).withForGood(forGood);
            persist(() -> {});
        }
    }

    // ---- status

    private void answer(Object replyTo, long now) {
        out(new Output.Answer(replyTo, status(now)));
    }

    /** A leader's followers that have said hello in its epoch; empty for anybody else. */
    public List<FollowerLag> followerLags(long now) {
        return leadership == null ? List.of() : leadership.lags(now);
    }

    public MemberStatus status(long now) {
        Leadership leads = leadership;
        Following follows = following;
        boolean fenced = leads == null && follows == null && aboutToLead == null && persisting.isEmpty();
        return new MemberStatus(
                self.member(),
                self.incarnation(),
                self.instance(),
                self.bootId(),
                MemberStatus.PROTOCOL_VERSION,
                memberState(leads, follows),
                durable.promise(),
                log.flushedPosition(),
                log.end(),
                log.start(),
                committed(),
                applied,
                fenced,
                terminating,
                Math.max(0, grantedUntil - now + 999_999) / 1_000_000,
                log.canaryNanos() / 1_000_000,
                leads == null ? null : leads.status(now),
                follows == null ? null : follows.status(damage.isEmpty(), now),
                lastCut,
                trouble());
    }

    private String trouble() {
        if (!state.diverged().isEmpty()) {
            return state.diverged();
        }
        return damage.isEmpty() || lastError.isEmpty() ? damage + lastError : damage + "; now: " + lastError;
    }

    private MemberState memberState(@Nullable Leadership leads, @Nullable Following follows) {
        if (leads != null) {
            return leads.isPaused() ? MemberState.PAUSED : leads.isOpen() ? MemberState.OPEN : MemberState.ELECTED;
        }
        if (!state.diverged().isEmpty()) {
            return MemberState.DIVERGED;
        }
        if (follows == null) {
            return damage.isEmpty() ? MemberState.FENCED : MemberState.DAMAGED;
        }
        if (follows.isSeeding()) {
            return MemberState.SEEDING;
        }
        if (!follows.isStreaming()) {
            return damage.isEmpty() ? MemberState.CONNECTING : MemberState.DAMAGED;
        }
        return follows.isCaughtUp() && damage.isEmpty() ? MemberState.STREAMING : MemberState.CATCHING_UP;
    }
}
