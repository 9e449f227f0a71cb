package dev.baton.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member says of itself, on every control command. All of it was true at one moment; times are spans, so that no two clocks are
 * compared. Written and read by {@link MemberStatusCodec}.
 *
 * @param instance counts the processes started on this data directory; a newer one proves the older dead
 * @param bootId of the kernel the process runs on
 * @param protocol the versions it speaks
 * @param promise as synced on disk
 * @param position end of the log as far as it is synced; while the member is fenced it does not move
 * @param end end of the log as appended
 * @param logStart the oldest offset still in log files
 * @param committed offset known to be committed
 * @param applied offset applied to memory
 * @param fenced whether it promised {@code promise.promised}, synced, and neither leads nor follows in that epoch
 * @param terminating whether the process was asked to end
 * @param grantMillis how long the newest lease it granted may still run
 * @param canaryMillis age of its own oldest append that is not synced; 0 when all is
 * @param leading null unless it leads
 * @param following null unless it was told a leader
 * @param lastCut the last tail it discarded; null for none since it was made
 * @param limits those in force; null for a member that takes others only when it starts
 * @param lastError empty for none
 */
public record MemberStatus(
        MemberName member,
        Incarnation incarnation,
        long instance,
        String bootId,
        ProtocolVersion protocol,
        MemberState state,
        Promise promise,
        Position position,
        Position end,
        long logStart,
        long committed,
        long applied,
        boolean fenced,
        boolean terminating,
        long grantMillis,
        long canaryMillis,
        @Nullable Leading leading,
        @Nullable Following following,
        @Nullable Cut lastCut,
        @Nullable MemberLimits limits,
        String lastError) {

    public MemberRole role() {
        return leading != null ? MemberRole.LEADER : MemberRole.FOLLOWER;
    }

    public boolean isEmpty() {
        return end.isEmpty();
    }

    /**
     * A leader's part.
     *
     * @param startEnd offset just after this epoch's start record; 0 until it is appended
     * @param startSynced whether that record is synced here and all before it is applied
     * @param open whether it may acknowledge
     * @param rule the newest rule it was told the record holds; null until it was told one
     * @param proposals rules it requires besides
     * @param leaseMillis how long its lease still runs; negative for how long it has been without
     * @param pausedMillis how long its pause still lasts; 0 for none
     * @param terms length of the lease it asks for
     * @param pauses the greatest number of a pause it was told to begin or to end in this epoch; 0 for none, and for a member whose pauses
     *     have no numbers
     */
    public record Leading(
            Epoch epoch,
            long startEnd,
            boolean startSynced,
            boolean open,
            @Nullable QuorumRule rule,
            List<Proposal> proposals,
            List<FollowerProgress> followers,
            long leaseMillis,
            long pausedMillis,
            long terms,
            long pauses) {
        public Leading {
            proposals = List.copyOf(proposals);
            followers = List.copyOf(followers);
        }

        public @Nullable FollowerProgress follower(MemberName name) {
            for (FollowerProgress follower : followers) {
                if (follower.member().equals(name)) {
                    return follower;
                }
            }
            return null;
        }
    }

    /**
     * A proposed rule.
     *
     * @param confirmed whether {@code k} of its {@code S} hold the start record and all that was acknowledged
     */
    public record Proposal(QuorumRule rule, boolean confirmed) {}

    /**
     * A follower, as its leader sees it.
     *
     * @param flushed offset it said to have synced, of the leader's own log
     * @param connected whether its connection is open
     * @param silentMillis since it was last heard
     */
    public record FollowerProgress(
            MemberName member, Incarnation incarnation, long flushed, boolean connected, long silentMillis) {}

    /**
     * A follower's part.
     *
     * @param epoch the epoch whose leader it follows
     * @param connected whether records of that leader flow
     * @param caughtUp whether it has once been level with the leader since it began to follow
     * @param silenceMillis since it last heard the leader
     * @param leaderCanaryMillis the leader's canary as last heard, aged since; how it judges the leader's disk
     * @param lagBytes how much of the leader's log it misses, as last heard
     * @param lagMillis for how long it has been missing something
     * @param seededPercent 0 to 100 while a snapshot arrives; -1 otherwise
     */
    public record Following(
            Epoch epoch,
            MemberName leader,
            boolean connected,
            boolean caughtUp,
            long silenceMillis,
            long leaderCanaryMillis,
            long lagBytes,
            long lagMillis,
            int seededPercent) {}

    /**
     * A discarded tail, kept in a file of {@code divergent/}.
     *
     * @param epoch the epoch whose leader made it cut
     * @param from the offset it was cut to
     * @param to where the log had ended
     * @param writes how many writes it held
     */
    public record Cut(Epoch epoch, long from, long to, long writes) {}
}
