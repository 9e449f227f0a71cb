package dev.baton.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Who may lead: the content of the Lease {@code <database>-leadership}, changed by compare-and-swap only.
 *
 * <p>The {@code base} is what every fence is counted against. Only a swap to {@link Phase#OPEN} and a rule change write it, so every
 * acknowledged write is at every moment on the base leader and on {@code k} of {@code S} of the base (finding F1 of the protocol review).
 *
 * @param epoch the newest epoch anybody may have promised
 * @param leader who was chosen for this epoch; null while {@link Phase#ELECTING}
 * @param incarnation the chosen one's; null exactly when {@code leader} is
 * @param base the last epoch that opened; null before the database's first opening
 * @param lossAccepted whether a person accepted that the leader chosen for this epoch may lack writes acknowledged in the base; never while
 *     {@link Phase#ELECTING}
 */
public record LeadershipRecord(
        Epoch epoch,
        Phase phase,
        @Nullable MemberName leader,
        @Nullable Incarnation incarnation,
        @Nullable Base base,
        boolean lossAccepted) {

    /** How far the election of an epoch has come. */
    public enum Phase {
        /** Members are being fenced; nobody is chosen. */
        ELECTING,
        /** A leader is chosen and may be told; it does not acknowledge anything yet. */
        LED,
        /** The leader of this epoch may acknowledge, under the base's rule. */
        OPEN
    }

    /** The last epoch that opened: its leader and its newest rule. */
    public record Base(Epoch epoch, MemberName leader, Incarnation incarnation, QuorumRule rule) {}

    public LeadershipRecord {
        if ((leader == null) != (incarnation == null) || (leader == null) != (phase == Phase.ELECTING)) {
            throw new IllegalArgumentException(
                    "a record names a leader with its incarnation exactly when it is Led or Open");
        }
        if (lossAccepted && phase == Phase.ELECTING) {
            throw new IllegalArgumentException("loss is accepted for a chosen leader, and nobody is chosen yet");
        }
        if (phase == Phase.OPEN
                && (base == null
                        || !base.epoch().equals(epoch)
                        || !base.leader().equals(leader))) {
            throw new IllegalArgumentException("an open record's base is its own epoch and leader");
        }
    }

    public LeadershipRecord electing(Epoch next) {
        if (!next.isAfter(epoch)) {
            throw new IllegalArgumentException("epochs only grow: " + next + " after " + epoch);
        }
        return new LeadershipRecord(next, Phase.ELECTING, null, null, base, false);
    }

    /** The record before any election: {@code epoch} is being elected, and no earlier one opened. */
    public static LeadershipRecord first(Epoch epoch) {
        return new LeadershipRecord(epoch, Phase.ELECTING, null, null, null, false);
    }

    public LeadershipRecord led(MemberName chosen, Incarnation itsIncarnation) {
        return new LeadershipRecord(epoch, Phase.LED, chosen, itsIncarnation, base, false);
    }

    /** Like {@link #led}, of a leader chosen past the fence since a person accepted the loss of what it lacks. */
    public LeadershipRecord ledWithLoss(MemberName chosen, Incarnation itsIncarnation) {
        return new LeadershipRecord(epoch, Phase.LED, chosen, itsIncarnation, base, true);
    }

    /** This record with its leader open under {@code rule}; also a rule change of an open record. */
    public LeadershipRecord open(QuorumRule rule) {
        if (leader == null || incarnation == null) {
            throw new IllegalStateException("nobody is chosen in " + this);
        }
        return new LeadershipRecord(
                epoch, Phase.OPEN, leader, incarnation, new Base(epoch, leader, incarnation, rule), lossAccepted);
    }
}
