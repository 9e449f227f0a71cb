package dev.baton.operator.decide;

import dev.baton.operator.observe.MemberSeen;
import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestType;
import dev.baton.protocol.LeadershipRecord.Base;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The way past the fence, for a person who knows that the members it needs are gone for good: {@code baton.dev/failover} together with
 * {@code baton.dev/accept-data-loss} and the epoch given up.
 *
 * <ol>
 *   <li>Refused with another epoch than the record's, and while the safe fence can be had: loss would be for nothing.
 *   <li>It holds for the elections that follow until one opens, and for none after: an epoch that opened has a base of its own.
 *   <li>The election waits a full lease, so that the old leader's reads end where it can still be reached by nobody; the winner is chosen by
 *       position as ever; the record and its start record say that loss was accepted, and to the {@code Tripwire} of a returning member.
 * </ol>
 *
 * <p>I2 to I5 exclude it by name (finding L9): members behind a partition may go on answering in the old epoch.
 */
final class ForcedFailover {
    private ForcedFailover() {}

    /** Why a pending request may not be carried out past the fence; null when it may. */
    record Refusal(RequestReason code, String message) {}

    static @Nullable Refusal preflight(Situation now, RequestSeen request) {
        String given = Objects.requireNonNull(request.acceptDataLoss());
        if (request.type() != RequestType.FAILOVER || request.target().isEmpty()) {
            return new Refusal(
                    RequestReason.DATA_LOSS_WITHOUT_FAILOVER,
                    "baton.dev/accept-data-loss goes with baton.dev/failover: a switchover loses nothing, and alone it asks for nothing");
        }
        if (!given.equals(now.epoch().toString())) {
            return new Refusal(
                    RequestReason.DATA_LOSS_OF_ANOTHER_EPOCH,
                    "the epoch to give up is " + now.epoch() + ", not '" + given
                            + "': look again whether its writes may be lost");
        }
        if (now.record().phase() == Phase.LED) {
            return new Refusal(
                    RequestReason.SAFE_FAILOVER_POSSIBLE,
                    now.record().leader() + " was chosen without loss and waits for followers: bring them back");
        }
        return safeFenceIsPossible(now)
                ? new Refusal(
                        RequestReason.SAFE_FAILOVER_POSSIBLE,
                        "nothing need be lost: those who hold every acknowledged write answer;"
                                + " kubectl annotate rdb … baton.dev/failover=" + request.target())
                : null;
    }

    /** Whether an election of the next epoch would find those it needs, the base leader itself included. */
    static boolean safeFenceIsPossible(Situation now) {
        Base base = now.record().base();
        if (base == null) {
            return now.members().stream().allMatch(now::alive);
        }
        MemberSeen leader = now.seen().member(base.leader());
        MemberStatus answer = leader == null ? null : leader.answer();
        boolean leaderAnswers = leader != null
                && answer != null
                && now.alive(leader)
                && answer.incarnation().equals(base.incarnation())
                && Situation.isFit(answer);
        return leaderAnswers || Fence.count(now, now.members()).satisfied() || Reach.missingForFence(now) == null;
    }

    /** Whether the election of the record's epoch need not wait for the fence. */
    static boolean isAsked(Situation now) {
        RequestSeen request = now.running();
        Base base = now.record().base();
        return request != null
                && request.type() == RequestType.FAILOVER
                && request.acceptDataLoss() != null
                && (base == null || !base.epoch().isAfter(request.epoch()));
    }

    /** Who wasn't reached and may be serving in the old epoch still. */
    static SortedSet<MemberName> notReached(Situation now) {
        SortedSet<MemberName> missing = new TreeSet<>();
        for (MemberSeen member : now.members()) {
            if (!now.alive(member)) {
                missing.add(member.name());
            }
        }
        return missing;
    }

    /** What a person types to go past the fence. */
    static String command(Situation now, String target) {
        return "kubectl annotate rdb … baton.dev/failover=" + target + " baton.dev/accept-data-loss=" + now.epoch();
    }
}
