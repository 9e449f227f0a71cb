package dev.baton.node.replication;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules a leader obeys: the newest one it was told the record holds, and every proposal since.
 *
 * <ol>
 *   <li>A proposal is added, never replaces a rule and never times out: from then on a commit and a lease need it, too.
 *   <li>It is confirmed once the leader and {@code k} of its {@code S} hold, as it asks for, this epoch's start record and all that was
 *       acknowledged (finding F6): under a rule that asks for less the leader itself may not have synced that yet.
 *   <li>Told that the record holds rule n, the leader drops every rule and proposal numbered n or lower, a rival's n too, keeps rule n
 *       and the proposals above it, and ignores lower numbers from then on (finding F2).
 * </ol>
 *
 * <p>Keeps I9: while the leader is open, its rules in force contain the record's base rule.
 */
final class RulesInForce {
    private static final class Proposed {
        final QuorumRule rule;
        /** What it must hold to be confirmed: acknowledged before it was required. */
        final long threshold;

        boolean confirmed;

        Proposed(QuorumRule rule, long threshold) {
            this.rule = rule;
            this.threshold = threshold;
        }
    }

    private @Nullable QuorumRule told;
    // Asked at every write, so kept at hand.
    private boolean anyAsynchronous;
    private boolean anyReceived;
    private final List<Proposed> proposals = new ArrayList<>();

    @Nullable
    QuorumRule told() {
        return told;
    }

    boolean isOpen() {
        return told != null;
    }

    int number() {
        return told == null ? 0 : told.number();
    }

    /** Whether anything changed. */
    boolean tell(QuorumRule rule) {
        if (rule.number() <= number()) {
            return false;
        }
        told = rule;
        proposals.removeIf(proposal -> proposal.rule.number() <= rule.number());
        changed();
        return true;
    }

    private void changed() {
        anyAsynchronous = all().stream().anyMatch(rule -> rule.commit() == CommitRule.ASYNCHRONOUS);
        anyReceived = all().stream().anyMatch(rule -> rule.acknowledge() == Acknowledge.RECEIVED);
    }

    void propose(QuorumRule rule, long threshold) {
        if (rule.number() <= number() || proposals.stream().anyMatch(proposal -> proposal.rule.equals(rule))) {
            return;
        }
        proposals.add(new Proposed(rule, threshold));
        changed();
    }

    void confirm(Map<MemberName, FollowerState> followers, long written, long flushed) {
        for (Proposed proposal : proposals) {
            // Here, too: a fence that finds this leader back under the new rule asks nobody else.
            long held =
                    Math.min(heldHere(proposal.rule, written, flushed), FollowerState.agreed(followers, proposal.rule));
            proposal.confirmed |= held >= proposal.threshold;
        }
    }

    /** The offset committed under every rule in force; {@link Long#MIN_VALUE} before the first one. */
    long committed(Map<MemberName, FollowerState> followers, long written, long flushed) {
        if (told == null) {
            return Long.MIN_VALUE;
        }
        long least = committed(told, followers, written, flushed);
        for (Proposed proposal : proposals) {
            least = Math.min(least, committed(proposal.rule, followers, written, flushed));
        }
        return least;
    }

    private static long committed(
            QuorumRule rule, Map<MemberName, FollowerState> followers, long written, long flushed) {
        long here = heldHere(rule, written, flushed);
        return rule.commit() == CommitRule.ASYNCHRONOUS ? here : Math.min(here, FollowerState.agreed(followers, rule));
    }

    private static long heldHere(QuorumRule rule, long written, long flushed) {
        return rule.acknowledge() == Acknowledge.FLUSHED ? flushed : written;
    }

    /** The send time of the newest heartbeat for which every rule in force granted a lease; {@link Long#MAX_VALUE}: none is needed. */
    long grantedFor(Map<MemberName, FollowerState> followers) {
        if (told == null) {
            return Long.MIN_VALUE;
        }
        long least = told.agreed(who -> FollowerState.granted(followers, who));
        for (Proposed proposal : proposals) {
            least = Math.min(least, proposal.rule.agreed(who -> FollowerState.granted(followers, who)));
        }
        return least;
    }

    /** Whether any rule in force commits without followers, so that every reply needs the lease (finding F7). */
    boolean anyAsynchronous() {
        return anyAsynchronous;
    }

    boolean anyReceived() {
        return anyReceived;
    }

    /** Whether what they commit may never be lost: not in the asynchronous mode, nor, where written is enough, to a common power loss. */
    boolean forGood() {
        return told != null && !anyAsynchronous && !anyReceived;
    }

    List<QuorumRule> all() {
        List<QuorumRule> rules = new ArrayList<>();
        if (told != null) {
            rules.add(told);
        }
        proposals.forEach(proposal -> rules.add(proposal.rule));
        return rules;
    }

    List<MemberStatus.Proposal> proposals() {
        return proposals.stream()
                .map(proposal -> new MemberStatus.Proposal(proposal.rule, proposal.confirmed))
                .toList();
    }
}
