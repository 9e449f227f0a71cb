package dev.baton.simulation;

import dev.baton.node.replication.PeerMessage;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees what no member can: everything that happens in the world, when it happens. Throws a {@link Violation} where something must not be. */
interface Watch {
    /** Sees nothing: then the clients' own record is all there is to judge by. */
    Watch NOTHING = new Watch() {};

    default void swapped(@Nullable LeadershipRecord before, LeadershipRecord after) {}

    /** The record is gone, or an older one again. */
    default void recordSetBack(@Nullable LeadershipRecord to) {}

    /** An operator said of that epoch that writes may be missing. */
    default void warned(Epoch epoch) {}

    /** @param fromCaches what a power loss took, though it was written */
    default void lostPower(List<SimRecord> fromCaches) {}

    /** What that member held is not what it holds now. */
    default void volumeLost(SimNode node, Volume before) {}

    default void crashed(SimNode node, SimLog log) {}

    default void elected(SimProcess by, Epoch epoch) {}

    default void appended(SimProcess by, SimRecord record) {}

    default void cuts(SimProcess by, long to, Epoch epoch) {}

    default void alarm(SimProcess by, String message) {}

    /** It begins to be seeded: what its log was trimmed of it gives up. */
    default void seeds(SimProcess by) {}

    default void seeded(SimProcess by, Snapshot snapshot) {}

    default void acks(SimProcess by, PeerMessage.Ack ack) {}

    default void answers(SimProcess by, MemberStatus status) {}

    default void commits(SimProcess by, long offset) {}

    /** @param written null for a read */
    default void replies(SimProcess by, @Nullable SimRecord written, SimNode.Response response) {}

    default void followerServes(SimProcess by, List<Long> list) {}
}
