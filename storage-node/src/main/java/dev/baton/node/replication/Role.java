package dev.baton.node.replication;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Promise;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a member is in the epoch it promised: fenced, about to lead it, its leader, or a follower of its leader. Owns the change from one to
 * another, and with it the promise:
 *
 * <ul>
 *   <li>A greater epoch ends whatever the member was before anything of it is on disk: from then on nothing of an older epoch leaves.
 *   <li>It leads, or connects to a leader, only once the promise of that is on disk: what it then acknowledged could else be forgotten.
 * </ul>
 */
final class Role {
    private final ReplicationCore.Self self;
    private final CoreSettings settings;
    private final LogView log;
    private final StableState stable;
    private final Committed committed;
    private final Consumer<Output> out;
    private final Following.Holdings holdings;

    private @Nullable Leadership leadership;
    /** Told to lead; not yet on disk. */
    private @Nullable Epoch aboutToLead;

    private @Nullable Following following;
    private long nextLink = ReplicationCore.FIRST_OWN_LINK;
    private long applied;

    /** A member told to follow when it ended follows again; any other one begins fenced. */
    Role(
            ReplicationCore.Self self,
            CoreSettings settings,
            LogView log,
            StableState stable,
            Committed committed,
            Consumer<Output> out,
            long now) {
        this.self = self;
        this.settings = settings;
        this.log = log;
        this.stable = stable;
        this.committed = committed;
        this.out = out;
        this.holdings = new Following.Holdings() {
            @Override
            public long received() {
                return countedAsReceived();
            }

            @Override
            public long applied() {
                return applied;
            }
        };
        DurableState.LeaderAddress leader = stable.state().leader();
        if (leader != null && stable.state().diverged().isEmpty()) {
            following = new Following(epoch(), leader, now, settings, log, holdings, out);
        }
    }

    /** The epoch promised. */
    Epoch epoch() {
        return stable.state().promise().promised();
    }

    @Nullable
    Leadership leadership() {
        return leadership;
    }

    @Nullable
    Following following() {
        return following;
    }

    /** Whether it leads that epoch, or will once that is on disk. */
    boolean leadsOrWill(Epoch epoch) {
        return leadership != null && leadership.epoch.equals(epoch) || aboutToLead != null && aboutToLead.equals(epoch);
    }

    boolean isFenced() {
        return leadership == null && following == null && aboutToLead == null;
    }

    @Nullable
    MemberName leader() {
        return leadership != null ? self.member() : following != null ? following.leader.name() : null;
    }

    /** Offset known to be committed. */
    long committed() {
        return leadership != null ? leadership.committed() : committed.offset();
    }

    // ---- changes

    /**
     * Promises a greater epoch.
     *
     * @param leader whom to follow in it; null for nobody yet. Then the promise is on its way to the disk; else {@link #follow} has to follow
     */
    void promise(Epoch epoch, String recordUid, DurableState.@Nullable LeaderAddress leader) {
        stopFollowing();
        aboutToLead = null;
        if (leadership != null) {
            committed.learn(leadership);
            Epoch deposed = leadership.epoch;
            leadership = null;
            out.accept(new Output.Deposed(deposed, committed.offset()));
        }
        DurableState state = stable.state();
        stable.become(state.withPromise(new Promise(epoch, state.promise().led(), recordUid, 0))
                .withLeader(leader)
                .withCommitted(committed.offset())
                .withForGood(committed.forGood())
                // The log is synced before the state is: nothing that counted is only written then.
                .withReceived(false));
        if (leader == null) {
            stable.persist();
        }
    }

    /** Leads the promised epoch, once that it does is on disk. */
    void lead(ControlCommand.Lead lead) {
        DurableState state = stable.state();
        stable.become(state.withPromise(new Promise(epoch(), lead.epoch(), lead.recordUid(), 0))
                .withLeader(null));
        aboutToLead = lead.epoch();
        stable.persist(now -> {
            if (lead.epoch().equals(aboutToLead)) {
                beginToLead(lead);
            }
        });
    }

    private void beginToLead(ControlCommand.Lead lead) {
        aboutToLead = null;
        leadership = new Leadership(
                lead.epoch(), committed.offset(), lead.leaseMillis(), settings, log, this::countedAsReceived, out);
        out.accept(new Output.Elected(lead.epoch()));
        out.accept(new Output.AppendStart(lead.epoch(), self.member(), self.incarnation(), lead.lossAccepted()));
    }

    /** Follows that leader of the promised epoch, once it is on disk. */
    void follow(Epoch epoch, DurableState.LeaderAddress leader) {
        stable.become(stable.state().withLeader(leader));
        stable.persist(now -> startFollowing(epoch, leader, now));
    }

    private void startFollowing(Epoch ofEpoch, DurableState.LeaderAddress leader, long now) {
        if (!epoch().equals(ofEpoch) || !leader.equals(stable.state().leader())) {
            return; // told something newer meanwhile
        }
        if (following != null && following.epoch.equals(ofEpoch) && following.leader.equals(leader)) {
            return; // told twice before the first was on disk
        }
        stopFollowing();
        following = new Following(ofEpoch, leader, now, settings, log, holdings, out);
        nextLink = following.connectIfDue(nextLink, now);
    }

    private void stopFollowing() {
        if (following != null) {
            if (following.isSeeding()) {
                out.accept(new Output.StopSeeding());
            }
            following.close();
            following = null;
        }
    }

    /** Follows nobody any more, and keeps what it holds, until a person looks. */
    void diverge(String why) {
        stopFollowing();
        stable.become(stable.state()
                .withLeader(null)
                .withCommitted(committed.offset())
                .withForGood(committed.forGood())
                .withDiverged(why));
        stable.persist();
        out.accept(new Output.Alarm("DIVERGED " + why));
    }

    void tick(long now) {
        if (leadership != null) {
            leadership.tick(now);
        }
        if (following != null) {
            nextLink = following.tick(nextLink, now);
        }
    }

    // ---- rules, and what counts as held under them

    /**
     * An epoch that is open holds acknowledged writes, soon. That something was committed is on disk with the rule, and so before any
     * of them: who has it never passes for a member that was only ever empty.
     */
    void heardRule(int number) {
        Promise promise = stable.state().promise();
        if (number > promise.ruleNumber()) {
            stable.become(stable.state()
                    .withPromise(new Promise(promise.promised(), promise.led(), promise.recordUid(), number))
                    .withCommitted(committed()));
            stable.persist();
        }
    }

    /** From now on records count that are only written, or none does any more. Either is on disk before it is true. */
    void mayCountWritten(boolean received) {
        if (stable.state().received() != received) {
            stable.become(stable.state().withReceived(received));
            stable.persist(this::written);
        }
    }

    /** The offset up to which what is here counts where written is enough. */
    private long countedAsReceived() {
        return stable.receivedIsOnDisk() ? log.written() : log.flushed();
    }

    /** More is written, or counts for being written. */
    void written(long now) {
        if (leadership != null) {
            leadership.reached(now);
        } else if (following != null && following.isStreaming() && following.acksReceived()) {
            following.ack(now);
        }
    }

    /** Whether a rule in force, or the leader's, asks for no more than that a record is written. */
    boolean writtenCounts() {
        return stable.receivedIsOnDisk()
                && (leadership != null ? leadership.anyReceived() : following != null && following.acksReceived());
    }

    void applied(long offset) {
        applied = offset;
    }

    long applied() {
        return applied;
    }
}
