package dev.baton.simulation;

import dev.baton.node.replication.PeerMessage;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Promise;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must hold at every moment; the invariants of section 3 of the design, by number.
 *
 * <p>It sees everything, also what no member knows. I4, I5 and I8 are promised in the synchronous modes only.
 *
 * <p>After a common power loss under {@code Received}, the base leader's and all of {@code S}'s, the truth is what the next leader holds,
 * which must be all that any of them still does, and somebody must have said that writes may be missing. What was lost is excused for good.
 */
final class Invariants {
    private record Spot(Epoch epoch, long start) {}

    private record Written(SimRecord record, Epoch before) {}

    private final World world;
    private final boolean synchronous;
    private final Map<MemberName, SimNode> nodes = new TreeMap<>();
    private @Nullable LeadershipRecord record;
    private Epoch greatestEpoch = Epoch.NONE;

    private final Map<Epoch, String> leaders = new HashMap<>();
    private final Map<Spot, Written> everWritten = new HashMap<>();
    /** The committed log from the birth of the database on. */
    private final List<SimRecord> chain = new ArrayList<>();
    /** By id of a committed write: how many writes its list has up to it. */
    private final Map<Long, Integer> committedIndex = new HashMap<>();

    private final Map<Integer, Integer> committedCount = new HashMap<>();
    private @Nullable SimRecord lastAcknowledged;
    private Epoch lastServing = Epoch.NONE;
    private boolean fencesMayHaveChanged = true;

    final Set<Long> acknowledged = new HashSet<>();

    /** Power took the base leader and all of the base's rule; nobody has opened since. */
    private boolean commonPowerLoss;
    /** Writes once committed that went with the power. */
    private final Set<Long> excused = new HashSet<>();
    /** Epochs of which an operator said that writes may be missing. */
    private final Set<Epoch> warnedOf = new HashSet<>();

    /** Somebody was chosen to lead after an epoch that was asynchronous at its end. */
    private boolean ledFromAsynchronous;

    /** Ids of writes that went somewhere: what else is missing went without a trace. */
    private final Set<Long> accountedFor = new HashSet<>();

    private boolean diverged;
    private long greatestChainEnd;
    private int losses;

    Invariants(World world, boolean synchronous) {
        this.world = world;
        this.synchronous = synchronous;
    }

    void watch(SimNode node) {
        nodes.put(node.name, node);
    }

    private void hold(boolean condition, String otherwise) {
        if (!condition) {
            throw new Violation(otherwise, world.trace());
        }
    }

    // ---- I1

    void swapped(@Nullable LeadershipRecord before, LeadershipRecord after) {
        world.say("record: " + after);
        hold(
                !after.epoch().isBefore(greatestEpoch),
                "I1: the record went back to epoch " + after.epoch() + " from " + greatestEpoch);
        greatestEpoch = after.epoch();
        if (before != null) {
            int order = after.epoch().compareTo(before.epoch());
            hold(order >= 0, "I1: the record went back from epoch " + before.epoch() + " to " + after.epoch());
            if (order == 0 && before.leader() != null) {
                hold(before.leader().equals(after.leader()), "I1: two leaders chosen for epoch " + after.epoch());
            }
        }
        record = after;
        fencesMayHaveChanged = true;
        ledFromAsynchronous |= after.phase() == LeadershipRecord.Phase.LED
                && after.base() != null
                && after.base().rule().commit() == CommitRule.ASYNCHRONOUS;
        if (commonPowerLoss && after.phase() == LeadershipRecord.Phase.LED) {
            onlyWhatRemains(after);
        }
        if (after.phase() == LeadershipRecord.Phase.OPEN) {
            commonPowerLoss = false;
        }
    }

    // ---- power

    void lostPower(List<SimRecord> fromCaches) {
        fromCaches.forEach(record -> accountedFor.add(record.id()));
        fencesMayHaveChanged = true;
        LeadershipRecord now = record;
        LeadershipRecord.Base base = now == null ? null : now.base();
        commonPowerLoss |= base != null
                && isGone(base.leader(), base.incarnation())
                && base.rule().followers().entrySet().stream()
                        .allMatch(follower -> isGone(follower.getKey(), follower.getValue()));
    }

    private boolean isGone(MemberName member, Incarnation recorded) {
        SimNode node = nodes.get(member);
        return node == null || !node.volume().incarnation.equals(recorded);
    }

    void warned(Epoch epoch) {
        warnedOf.add(epoch);
    }

    private void onlyWhatRemains(LeadershipRecord led) {
        LeadershipRecord.Base base = led.base();
        SimNode leader = led.leader() == null ? null : nodes.get(led.leader());
        if (!synchronous || base == null || leader == null) {
            return;
        }
        int held = 0;
        while (held < chain.size() && leader.volume().holds(chain.get(held))) {
            held++;
        }
        if (held == chain.size()) {
            return;
        }
        SimRecord first = chain.get(held);
        hold(
                base.rule().acknowledge() == Acknowledge.RECEIVED,
                "I4: " + first + " is lost with the power although the rule is " + base.rule());
        for (MemberName name : base.rule().followers().keySet()) {
            SimNode other = nodes.get(name);
            hold(
                    other == null || !other.volume().holds(first),
                    "F11: " + led.leader() + " is chosen without " + first + ", which " + name + " holds");
        }
        SimNode before = nodes.get(base.leader());
        hold(
                before == null || !before.volume().holds(first),
                "F11: " + led.leader() + " is chosen without " + first + ", which " + base.leader() + " holds");
        hold(
                warnedOf.contains(led.epoch()),
                "F11: " + first + " is lost with the power, and nobody says of epoch " + led.epoch()
                        + " that writes may be missing");
        losses++;
        while (chain.size() > held) {
            SimRecord lost = chain.removeLast();
            if (!lost.isStart()) {
                committedIndex.remove(lost.id());
                committedCount.merge(lost.key(), -1, Integer::sum);
                excused.add(lost.id());
            }
        }
        lastAcknowledged = null;
        for (SimRecord kept : chain) {
            if (!kept.isStart() && acknowledged.contains(kept.id())) {
                lastAcknowledged = kept;
            }
        }
        world.say("power took " + first + " and what came after; it had been committed");
    }

    /** Counts the times that committed writes went with the power: what was seen before may be gone. */
    int losses() {
        return losses;
    }

    boolean isExcused(long id) {
        return excused.contains(id);
    }

    void elected(SimNode.Process by, Epoch epoch) {
        String who = by.volume.incarnation + "/" + by.volume.instances;
        String other = leaders.put(epoch, who);
        hold(other == null, "I1: " + who + " leads epoch " + epoch + ", which " + other + " led");
        LeadershipRecord now = record;
        hold(
                now != null && !epoch.isAfter(now.epoch()),
                "I1: " + who + " leads epoch " + epoch + ", of which the record knows nothing");
    }

    // ---- logs

    /** Log matching: the same epoch and offset is the same record with the same past. */
    void appended(SimNode.Process by, SimRecord appended) {
        Epoch before = appended.start() == by.log.start()
                ? by.log.snapshotPosition().epoch()
                : by.log.ending(appended.start()).epoch();
        Written mine = new Written(appended, before);
        Written theirs = everWritten.putIfAbsent(new Spot(appended.epoch(), appended.start()), mine);
        hold(
                theirs == null || theirs.equals(mine),
                "log matching: " + by.node().name + " holds " + mine + ", another " + theirs);
    }

    private @Nullable SimRecord committedAt(long start) {
        int index = (int) (start / SimRecord.LENGTH);
        return index < chain.size() ? chain.get(index) : null;
    }

    private long chainEnd() {
        return (long) chain.size() * SimRecord.LENGTH;
    }

    /**
     * A member's own guard never has anything to do, but after a change to the asynchronous mode: there a proof of death is fence enough, so a
     * failover may leave behind what earlier synchronous rules committed, and who holds it says so.
     */
    void alarm(SimNode.Process by, String message) {
        hold(!synchronous && ledFromAsynchronous, by.node().name + ": " + message);
        world.say(by.node().name + ": " + message);
        diverged = true;
    }

    /** Whether a member keeps what it must not discard, and follows nobody. */
    boolean isDiverged() {
        return diverged;
    }

    /** I4. */
    void cuts(SimNode.Process by, long to) {
        fencesMayHaveChanged = true;
        for (long start = to; start < by.log.end().offset(); start += SimRecord.LENGTH) {
            accountedFor.add(by.log.at(start).id());
        }
        if (!synchronous) {
            return;
        }
        for (long start = to; start < by.log.end().offset(); start += SimRecord.LENGTH) {
            SimRecord cut = by.log.at(start);
            hold(!cut.equals(committedAt(start)), "I4: " + by.node().name + " cuts committed " + cut);
        }
    }

    /** Of what a log was trimmed of, nobody can make a tail any more. Only a fault trims a log of what a follower may still lack. */
    void seeds(SimNode.Process by) {
        by.volume.base.store().lists().forEach(accountedFor::addAll);
    }

    void seeded(SimNode.Process by, Snapshot snapshot) {
        fencesMayHaveChanged = true;
        if (synchronous) {
            hold(
                    snapshot.position().offset() <= greatestChainEnd,
                    "F13: " + by.node().name + " was seeded at " + snapshot.position() + ", which is not committed");
            for (List<Long> list : snapshot.store().lists()) {
                hold(
                        list.stream().allMatch(this::wasCommitted),
                        "F13: the snapshot at " + snapshot.position() + " has uncommitted writes in it");
            }
        }
    }

    void crashed(SimNode node, SimLog log) {
        fencesMayHaveChanged = true;
        for (long start = log.start(); start < log.end().offset(); start += SimRecord.LENGTH) {
            SimRecord record = log.at(start);
            if (!node.volume().holds(record)) {
                accountedFor.add(record.id());
            }
        }
    }

    /**
     * Whether a missing write has gone in a way that its mode allows for: cut off by a member, which keeps and reports it; lost with a volume
     * or, where written was enough, with power; given up with a snapshot, once its log was trimmed of it; or it stays with a member that
     * diverged and says so.
     */
    boolean isAccountedFor(long id) {
        return accountedFor.contains(id)
                || nodes.values().stream()
                        .flatMap(node -> node.volumes.stream())
                        .anyMatch(volume -> volume.holds(id));
    }

    // ---- I3

    void acks(SimNode.Process by, PeerMessage.Ack ack) {
        hold(
                !ack.epoch().isBefore(by.core.epoch())
                        && !ack.epoch().isBefore(by.volume.state.promise().promised()),
                "I3: " + by.node().name + " promised " + by.core.epoch() + " and acknowledges for " + ack.epoch());
        hold(
                ack.flushed() <= by.volume.end(),
                "I3: " + by.node().name + " acknowledges " + ack.flushed() + " as synced and holds " + by.volume.end());
    }

    void answers(SimNode.Process by, MemberStatus status) {
        Promise onDisk = by.volume.state.promise();
        hold(
                !status.promise().promised().isAfter(onDisk.promised())
                        && !status.promise().led().isAfter(onDisk.led()),
                "I3: " + by.node().name + " tells a promise that isn't on its disk: " + status.promise());
        if (status.fenced()) {
            hold(
                    status.position().equals(by.volume.position()),
                    "I3: " + by.node().name + " is fenced and tells " + status.position() + "; its disk holds "
                            + by.volume.position());
        }
    }

    // ---- I2

    void commits(SimNode.Process by, long offset) {
        if (!synchronous) {
            return;
        }
        SimRecord last = by.log.ending(offset);
        for (QuorumRule rule : by.core.rulesInForce()) {
            hold(
                    by.log.isWritten(last),
                    "I2: " + by.node().name + " commits " + last + ", which it has in memory only");
            if (rule.commit() == CommitRule.SYNCHRONOUS && rule.acknowledge() == Acknowledge.FLUSHED) {
                hold(by.volume.holds(last), "I2: " + by.node().name + " commits " + last + " that it has not synced");
                long holders = rule.followers().entrySet().stream()
                        .filter(follower -> everHeld(follower.getKey(), follower.getValue(), last))
                        .count();
                hold(
                        holders >= rule.required(),
                        "I2: " + by.node().name + " commits " + last + ", which " + holders + " of rule " + rule
                                + " hold");
            }
        }
        for (long start = chainEnd(); start < offset; start += SimRecord.LENGTH) {
            SimRecord next = by.log.at(start);
            chain.add(next);
            if (!next.isStart()) {
                int count = committedCount.merge(next.key(), 1, Integer::sum);
                committedIndex.put(next.id(), count);
            }
        }
        greatestChainEnd = Math.max(greatestChainEnd, chainEnd());
        SimRecord mine = committedAt(last.start());
        hold(last.equals(mine), "I4: " + by.node().name + " commits " + last + " where " + mine + " was committed");
        SimRecord newest = chain.getLast();
        // An old leader may learn late that a record of its epoch was committed; the newest one must hold all there is.
        hold(
                newest.epoch().isAfter(by.core.epoch())
                        || newest.end() <= by.log.end().offset()
                                && by.log.ending(newest.end()).equals(newest),
                "I4: " + by.node().name + " leads epoch " + by.core.epoch() + " without committed " + newest);
    }

    private boolean everHeld(MemberName member, Incarnation incarnation, SimRecord held) {
        SimNode node = nodes.get(member);
        return node != null
                && node.volumes.stream()
                        .anyMatch(volume -> volume.incarnation.equals(incarnation) && volume.holds(held));
    }

    // ---- replies: I2, I5, the lease

    void replies(SimNode.Process by, @Nullable SimRecord written, SimNode.Response response) {
        Epoch epoch = by.core.epoch();
        if (written == null || by.core.repliesNeedLease()) {
            hold(
                    !epoch.isBefore(lastServing),
                    "lease: " + by.node().name + " answers in epoch " + epoch + " after epoch " + lastServing
                            + " served");
            lastServing = epoch;
        }
        if (written != null) {
            hold(acknowledged.add(written.id()), "write " + written.id() + " is acknowledged twice");
            if (synchronous) {
                hold(
                        written.equals(committedAt(written.start())),
                        "I2: " + by.node().name + " acknowledges " + written + ", which is not committed");
                if (lastAcknowledged == null || lastAcknowledged.end() < written.end()) {
                    lastAcknowledged = written;
                    fencesMayHaveChanged = true;
                }
            }
        } else if (response instanceof SimNode.Response.Values values) {
            onlyCommitted(by, values.ids());
        }
    }

    void followerServes(SimNode.Process by, List<Long> list) {
        onlyCommitted(by, list);
    }

    private void onlyCommitted(SimNode.Process by, List<Long> list) {
        if (synchronous) {
            for (Long id : list) {
                hold(wasCommitted(id), "I5: " + by.node().name + " shows write " + id + ", not committed");
            }
        }
    }

    private boolean wasCommitted(long id) {
        return committedIndex.containsKey(id) || isExcused(id);
    }

    /** How long the list is up to that committed write; 0 when it isn't committed. */
    int indexOf(long id) {
        return committedIndex.getOrDefault(id, 0);
    }

    // ---- I8, I9

    void afterStep() {
        LeadershipRecord now = record;
        if (now == null || now.base() == null) {
            return;
        }
        LeadershipRecord.Base base = now.base();
        SimNode leader = nodes.get(base.leader());
        SimNode.Process process = leader == null ? null : leader.process();
        if (process != null && process.core.isOpen() && process.core.epoch().equals(base.epoch())) {
            hold(
                    process.core.rulesInForce().stream().anyMatch(base.rule()::sameContent),
                    "I9: " + base.leader() + " is open under " + process.core.rulesInForce()
                            + " while the record holds " + base.rule());
        }
        if (fencesMayHaveChanged) {
            fencesMayHaveChanged = false;
            fencesHoldAllAcknowledged(base);
        }
    }

    /** I8: every fence that the record would accept contains a member that holds all acknowledged writes. */
    private void fencesHoldAllAcknowledged(LeadershipRecord.Base base) {
        SimRecord last = lastAcknowledged;
        if (!synchronous || last == null || base.rule().commit() != CommitRule.SYNCHRONOUS) {
            return;
        }
        hold(
                !lacks(base.leader(), base.incarnation(), last),
                "I8: base leader " + base.leader() + " alone would be fence enough and lacks acknowledged " + last);
        long lacking = base.rule().followers().entrySet().stream()
                .filter(follower -> lacks(follower.getKey(), follower.getValue(), last))
                .count();
        hold(
                lacking < base.rule().fenceSize(),
                "I8: " + lacking + " members of " + base.rule() + " lack acknowledged " + last + ", which is a fence");
    }

    /**
     * Whether the member could answer a fence under that incarnation and yet lack the record. What is only written stays with the end of the
     * process; a power loss takes it, and with it the incarnation, where the disk says that such records count.
     */
    private boolean lacks(MemberName member, Incarnation incarnation, SimRecord held) {
        SimNode node = nodes.get(member);
        if (node == null
                || !node.volume().incarnation.equals(incarnation)
                || node.volume().holds(held)) {
            return false;
        }
        SimNode.Process process = node.process();
        return !node.volume().state.received() || process == null || !process.log.isWritten(held);
    }
}
