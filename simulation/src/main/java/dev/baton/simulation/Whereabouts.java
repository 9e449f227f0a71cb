package dev.baton.simulation;

import dev.baton.protocol.Epoch;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where writes went in the asynchronous mode, which may lose what it acknowledged, but nothing without a trace: a missing write was cut off
 * by a member, which keeps and reports it; or it went with a volume or, before it was synced, with a process or with power; or it was given
 * up for a snapshot once its log was trimmed of it; or it stays with a member that diverged and says so.
 */
final class Whereabouts {
    private final World world;
    private final Collection<SimNode> nodes;
    private final Set<Long> reported = new HashSet<>();
    private final Set<Long> wentWithADisk = new HashSet<>();
    private final Set<Long> givenUp = new HashSet<>();
    /** Committed under synchronous rules and synced: what a member must not discard. */
    private final Set<SimRecord> forGood = new HashSet<>();

    Whereabouts(World world, Collection<SimNode> nodes) {
        this.world = world;
        this.nodes = nodes;
    }

    /** A member cuts its log for the leader of that epoch, and reports all of it as discarded: none of it may be in that leader's log. */
    void cut(SimProcess by, long to, Epoch epoch) {
        SimProcess leader = leaderOf(epoch);
        for (long start = to; start < by.log.end().offset(); start += SimRecord.LENGTH) {
            SimRecord cut = by.log.at(start);
            reported.add(cut.id());
            if (leader != null && cut.start() >= leader.log.start() && leader.log.holds(cut)) {
                throw new Violation(
                        "loss report: " + by.node.name + " reports " + cut + " as discarded, which " + leader.node.name
                                + " holds",
                        world.trace());
            }
        }
    }

    private @Nullable SimProcess leaderOf(Epoch epoch) {
        for (SimNode node : nodes) {
            SimProcess process = node.process();
            if (process != null
                    && process.core.isLeading()
                    && process.core.epoch().equals(epoch)) {
                return process;
            }
        }
        return null;
    }

    void wentWithADisk(SimRecord record) {
        wentWithADisk.add(record.id());
    }

    void givenUp(List<Long> ids) {
        givenUp.addAll(ids);
    }

    void committedForGood(SimProcess by, long offset) {
        long start = offset - SimRecord.LENGTH;
        while (start >= by.log.start() && forGood.add(by.log.at(start))) {
            start -= SimRecord.LENGTH;
        }
    }

    /** Whether the member holds something that was committed for good and that the leader it was told to follow lacks. */
    boolean mayRefuse(SimProcess by) {
        SimProcess leader = leaderOf(by.core.epoch());
        for (long start = by.log.start(); start < by.log.end().offset(); start += SimRecord.LENGTH) {
            SimRecord held = by.log.at(start);
            if (forGood.contains(held) && (leader == null || !leader.log.holds(held))) {
                return true;
            }
        }
        return false;
    }

    boolean isAccountedFor(long id) {
        return reported.contains(id)
                || wentWithADisk.contains(id)
                || givenUp.contains(id)
                || nodes.stream().flatMap(node -> node.volumes.stream()).anyMatch(volume -> volume.holds(id));
    }
}
