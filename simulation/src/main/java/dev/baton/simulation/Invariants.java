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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What must hold at every moment; the invariants of section 3 of the design, by number. Of the production classes it asks facts only: what
 * follows from them it works out itself.
 *
 * <p>It sees everything, also what no member knows. I4, I5 and I8 are promised in the synchronous modes only.
 *
 * <p>After a common power loss under {@code Received}, the base leader's and all of {@code S}'s, the truth is what the next leader holds,
 * which must be all that any of them still does, and somebody must have said that writes may be missing. What was lost is excused for good.
 */
final class Invariants implements Watch {
    private record Spot(Epoch epoch, long start) {}

    private record Written(SimRecord record, Epoch before) {}

    private final World world;
    private final boolean synchronous;
    private final Map<MemberName, SimNode> nodes = new TreeMap<>();
    private final Truth truth = new Truth();
    final Whereabouts whereabouts;

    private @Nullable LeadershipRecord record;
    /** Of the record as it was last written. */
    private Epoch newest = Epoch.NONE;

    private Epoch greatestLed = Epoch.NONE;
    private Epoch greatestEpoch = Epoch.NONE;
    /** The record was lost or is an older one, and no operator has noticed yet. */
    private boolean setBack;

    private final Map<Epoch, String> leaders = new HashMap<>();
    private final Map<Spot, Written> everWritten = new HashMap<>();
    private Epoch lastServing = Epoch.NONE;
    private boolean fencesMayHaveChanged = true;

    /** Power took the base leader and all of the base's rule; nobody has opened since. */
    private boolean commonPowerLoss;
    /** Epochs of which an operator said that writes may be missing. */
    private final Set<Epoch> warnedOf = new HashSet<>();

    private boolean diverged;
    private int losses;
    private int elections;
    private int cuts;
    private int seedings;

    Invariants(World world, boolean synchronous) {
        this.world = world;
        this.synchronous = synchronous;
        this.whereabouts = new Whereabouts(world, nodes.values());
    }

    void watch(SimNode node) {
        nodes.put(node.name, node);
    }

    private void hold(boolean condition, Supplier<String> otherwise) {
        if (!condition) {
            throw new Violation(otherwise.get(), world.trace());
        }
    }

    // ---- the record: I1

    @Override
    public void swapped(@Nullable LeadershipRecord before, LeadershipRecord after) {
        // One that was set back is replaced by a greater epoch than any that had a leader: of an election that chose
        // nobody yet, and that no
        // member heard of, nobody can know any more.
        hold(
                after.epoch().isAfter(setBack ? greatestLed : newest)
                        || !setBack && after.epoch().equals(newest),
                () -> "I1: the record went back to epoch " + after.epoch() + " from " + newest);
        setBack = false;
        newest = after.epoch();
        greatestEpoch = newest.isAfter(greatestEpoch) ? newest : greatestEpoch;
        if (after.leader() != null) {
            greatestLed = after.epoch();
        }
        if (before != null && after.epoch().equals(before.epoch()) && before.leader() != null) {
            hold(before.leader().equals(after.leader()), () -> "I1: two leaders chosen for epoch " + after.epoch());
        }
        record = after;
        fencesMayHaveChanged = true;
        if (commonPowerLoss && after.phase() == LeadershipRecord.Phase.LED) {
            onlyWhatRemains(after);
        }
        if (after.phase() == LeadershipRecord.Phase.LED) {
            isComplete(after);
        }
        if (after.phase() == LeadershipRecord.Phase.OPEN) {
            commonPowerLoss = false;
        }
    }

    /** The chosen one holds all that was acknowledged, unless it lost its volume since it answered: then it can't lead. */
    private void isComplete(LeadershipRecord led) {
        SimNode leader = led.leader() == null ? null : nodes.get(led.leader());
        SimRecord last = truth.lastAcknowledged();
        hold(
                !synchronous
                        || leader == null
                        || last == null
                        || !leader.volume().incarnation.equals(led.incarnation())
                        || leader.volume().holds(last),
                () -> "I4: " + led.leader() + " is chosen for epoch " + led.epoch() + " without acknowledged " + last);
    }

    @Override
    public void recordSetBack(@Nullable LeadershipRecord to) {
        record = null; // whatever is there now says nothing of what was acknowledged
        setBack = true;
    }

    boolean isRecordSetBack() {
        return setBack;
    }

    @Override
    public void elected(SimProcess by, Epoch epoch) {
        elections++;
        String who = by.volume.incarnation + "/" + by.volume.instances;
        String other = leaders.put(epoch, who);
        hold(other == null, () -> "I1: " + who + " leads epoch " + epoch + ", which " + other + " led");
        hold(
                !epoch.isAfter(greatestEpoch),
                () -> "I1: " + who + " leads epoch " + epoch + ", of which the record knows nothing");
        LeadershipRecord now = record;
        hold(
                now == null
                        || !now.epoch().equals(epoch)
                        || now.incarnation() == null
                        || by.volume.incarnation.equals(now.incarnation()),
                () -> "I6: " + who + " leads epoch " + epoch + ", for which the record names " + now);
    }

    // ---- power

    @Override
    public void lostPower(List<SimRecord> fromCaches) {
        fromCaches.forEach(whereabouts::wentWithADisk);
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

    @Override
    public void warned(Epoch epoch) {
        warnedOf.add(epoch);
    }

    private void onlyWhatRemains(LeadershipRecord led) {
        LeadershipRecord.Base base = led.base();
        SimNode leader = led.leader() == null ? null : nodes.get(led.leader());
        if (!synchronous || base == null || leader == null) {
            return;
        }
        int held = truth.heldBy(leader.volume());
        if (held == truth.size()) {
            return;
        }
        SimRecord first = truth.record(held);
        hold(
                base.rule().acknowledge() == Acknowledge.RECEIVED,
                () -> "I4: " + first + " is lost with the power although the rule is " + base.rule());
        Set<MemberName> all = new HashSet<>(base.rule().followers().keySet());
        all.add(base.leader());
        for (MemberName name : all) {
            SimNode other = nodes.get(name);
            hold(
                    other == null || !other.volume().holds(first),
                    () -> "F11: " + led.leader() + " is chosen without " + first + ", which " + name + " holds");
        }
        hold(
                warnedOf.contains(led.epoch()),
                () -> "F11: " + first + " is lost with the power, and nobody says of epoch " + led.epoch()
                        + " that writes may be missing");
        losses++;
        truth.lose(held);
        world.say(() -> "power took " + first + " and what came after; it had been committed");
    }

    /** Counts the times that committed writes went with the power: what was seen before may be gone. */
    int losses() {
        return losses;
    }

    boolean isExcused(long id) {
        return truth.isExcused(id);
    }

    // ---- logs

    /** Log matching: the same epoch and offset is the same record with the same past. */
    @Override
    public void appended(SimProcess by, SimRecord appended) {
        Epoch before = appended.start() == by.log.start()
                ? by.log.snapshotPosition().epoch()
                : by.log.ending(appended.start()).epoch();
        Written mine = new Written(appended, before);
        Written theirs = everWritten.putIfAbsent(new Spot(appended.epoch(), appended.start()), mine);
        hold(
                theirs == null || theirs.equals(mine),
                () -> "log matching: " + by.node.name + " holds " + mine + ", another " + theirs);
    }

    /**
     * A member's own guard never has anything to do, but after a change to the asynchronous mode: there a proof of death is fence enough, so a
     * failover may leave behind what earlier synchronous rules committed, and who holds it says so.
     */
    @Override
    public void alarm(SimProcess by, String message) {
        hold(!synchronous, () -> "tripwire: " + by.node.name + ": " + message);
        hold(
                whereabouts.mayRefuse(by),
                () -> "false alarm: its leader lacks nothing that was committed for good, but " + by.node.name + ": "
                        + message);
        world.say(() -> by.node.name + ": " + message);
        diverged = true;
    }

    /** Whether a member keeps what it must not discard, and follows nobody. */
    boolean isDiverged() {
        return diverged;
    }

    /** I4. */
    @Override
    public void cuts(SimProcess by, long to, Epoch epoch) {
        cuts++;
        fencesMayHaveChanged = true;
        if (synchronous) {
            for (long start = to; start < by.log.end().offset(); start += SimRecord.LENGTH) {
                SimRecord cut = by.log.at(start);
                hold(!cut.equals(truth.at(start)), () -> "I4: " + by.node.name + " cuts committed " + cut);
            }
        }
        whereabouts.cut(by, to, epoch);
    }

    @Override
    public void seeds(SimProcess by) {
        by.volume.base.store().lists().forEach(whereabouts::givenUp);
    }

    @Override
    public void seeded(SimProcess by, Snapshot snapshot) {
        seedings++;
        fencesMayHaveChanged = true;
        if (synchronous) {
            hold(
                    snapshot.position().offset() <= truth.greatestEnd(),
                    () -> "F13: " + by.node.name + " was seeded at " + snapshot.position()
                            + ", which is not committed");
            for (List<Long> list : snapshot.store().lists()) {
                hold(
                        list.stream().allMatch(truth::wasCommitted),
                        () -> "F13: the snapshot at " + snapshot.position() + " has uncommitted writes in it");
            }
        }
    }

    @Override
    public void volumeLost(SimNode node, Volume before) {
        fencesMayHaveChanged = true;
        for (SimRecord record : before.records) {
            if (!node.volume().holds(record)) {
                whereabouts.wentWithADisk(record);
            }
        }
    }

    @Override
    public void crashed(SimNode node, SimLog log) {
        fencesMayHaveChanged = true;
        if (!synchronous) {
            for (long start = log.start(); start < log.end().offset(); start += SimRecord.LENGTH) {
                SimRecord record = log.at(start);
                if (!node.volume().holds(record)) {
                    whereabouts.wentWithADisk(record);
                }
            }
        }
    }

    // ---- I3

    @Override
    public void acks(SimProcess by, PeerMessage.Ack ack) {
        hold(
                !ack.epoch().isBefore(by.core.epoch())
                        && !ack.epoch().isBefore(by.volume.state.promise().promised()),
                () -> "I3: " + by.node.name + " promised " + by.core.epoch() + " and acknowledges for " + ack.epoch());
        hold(
                ack.flushed() <= by.volume.end(),
                () -> "I3: " + by.node.name + " acknowledges " + ack.flushed() + " as synced and holds "
                        + by.volume.end());
    }

    @Override
    public void answers(SimProcess by, MemberStatus status) {
        if (status.fenced()) {
            hold(
                    status.position().equals(by.volume.position()),
                    () -> "I3 position: " + by.node.name + " is fenced and tells " + status.position()
                            + "; its disk holds " + by.volume.position());
        }
        Promise onDisk = by.volume.state.promise();
        hold(
                !status.promise().promised().isAfter(onDisk.promised())
                        && !status.promise().led().isAfter(onDisk.led()),
                () -> "I3 promise: " + by.node.name + " tells a promise that isn't on its disk: " + status.promise());
    }

    // ---- I2

    @Override
    public void commits(SimProcess by, long offset) {
        boolean forGood = true;
        for (QuorumRule rule : by.core.rulesInForce()) {
            forGood &= rule.commit() == CommitRule.SYNCHRONOUS && rule.acknowledge() == Acknowledge.FLUSHED;
        }
        if (!synchronous) {
            if (forGood) {
                whereabouts.committedForGood(by, offset);
            }
            return;
        }
        SimRecord last = by.log.ending(offset);
        hold(
                by.log.isWritten(last),
                () -> "I2: " + by.node.name + " commits " + last + ", which it has in memory only");
        for (QuorumRule rule : by.core.rulesInForce()) {
            if (rule.commit() == CommitRule.SYNCHRONOUS && rule.acknowledge() == Acknowledge.FLUSHED) {
                heldUnder(rule, by, last);
            }
        }
        for (long start = truth.end(); start < offset; start += SimRecord.LENGTH) {
            truth.commit(by.log.at(start));
        }
        SimRecord mine = truth.at(last.start());
        hold(last.equals(mine), () -> "I4: " + by.node.name + " commits " + last + " where " + mine + " was committed");
        SimRecord newest = truth.newest();
        // An old leader may learn late that a record of its epoch was committed; the newest one must hold all there is.
        hold(
                newest.epoch().isAfter(by.core.epoch())
                        || newest.end() <= by.log.end().offset()
                                && by.log.ending(newest.end()).equals(newest),
                () -> "I4: " + by.node.name + " leads epoch " + by.core.epoch() + " without committed " + newest);
    }

    private void heldUnder(QuorumRule rule, SimProcess by, SimRecord last) {
        hold(by.volume.holds(last), () -> "I2: " + by.node.name + " commits " + last + " that it has not synced");
        int holders = 0;
        for (Map.Entry<MemberName, Incarnation> follower : rule.followers().entrySet()) {
            holders += everHeld(follower.getKey(), follower.getValue(), last) ? 1 : 0;
        }
        int found = holders;
        hold(
                holders >= rule.required(),
                () -> "I2: " + by.node.name + " commits " + last + ", which " + found + " of rule " + rule + " hold");
    }

    private boolean everHeld(MemberName member, Incarnation incarnation, SimRecord held) {
        SimNode node = nodes.get(member);
        if (node != null) {
            for (Volume volume : node.volumes.reversed()) {
                if (volume.incarnation.equals(incarnation) && volume.holds(held)) {
                    return true;
                }
            }
        }
        return false;
    }

    // ---- replies: I2, I5, the lease

    @Override
    public void replies(SimProcess by, @Nullable SimRecord written, SimNode.Response response) {
        Epoch epoch = by.core.epoch();
        if (written == null
                || by.core.rulesInForce().stream().anyMatch(rule -> rule.commit() == CommitRule.ASYNCHRONOUS)) {
            hold(
                    !epoch.isBefore(lastServing),
                    () -> "lease: " + by.node.name + " answers in epoch " + epoch + " after epoch " + lastServing
                            + " served");
            lastServing = epoch;
        }
        if (written != null) {
            hold(truth.acknowledge(written), () -> "I2: write " + written.id() + " is acknowledged twice");
            fencesMayHaveChanged = true;
            hold(
                    !synchronous || written.equals(truth.at(written.start())),
                    () -> "I2: " + by.node.name + " acknowledges " + written + ", which is not committed");
        } else if (response instanceof SimNode.Response.Values values) {
            onlyCommitted(by, values.ids());
        }
    }

    @Override
    public void followerServes(SimProcess by, List<Long> list) {
        onlyCommitted(by, list);
    }

    private void onlyCommitted(SimProcess by, List<Long> list) {
        if (synchronous) {
            for (Long id : list) {
                hold(
                        truth.wasCommitted(id),
                        () -> "I5: " + by.node.name + " shows write " + id + ", which is not committed");
            }
        }
    }

    // ---- I8, I9

    void afterStep() {
        LeadershipRecord.Base base = record == null ? null : record.base();
        if (base == null) {
            return;
        }
        SimNode leader = nodes.get(base.leader());
        SimProcess process = leader == null ? null : leader.process();
        if (process != null && process.core.isOpen() && process.core.epoch().equals(base.epoch())) {
            obeysTheRecord(process, base);
        }
        if (fencesMayHaveChanged) {
            fencesMayHaveChanged = false;
            fencesHoldAllAcknowledged(base);
        }
    }

    private void obeysTheRecord(SimProcess leader, LeadershipRecord.Base base) {
        List<QuorumRule> inForce = leader.core.rulesInForce();
        for (QuorumRule rule : inForce) {
            if (rule == base.rule() || rule.sameContent(base.rule())) {
                return;
            }
        }
        hold(
                false,
                () -> "I9: " + base.leader() + " is open under " + inForce + " while the record holds " + base.rule());
    }

    /** I8: every fence that the record would accept contains a member that holds all acknowledged writes. */
    private void fencesHoldAllAcknowledged(LeadershipRecord.Base base) {
        SimRecord last = truth.lastAcknowledged();
        if (!synchronous || last == null || base.rule().commit() != CommitRule.SYNCHRONOUS) {
            return;
        }
        hold(
                !lacks(base.leader(), base.incarnation(), last),
                () -> "I8: base leader " + base.leader() + " alone would be fence enough and lacks acknowledged "
                        + last);
        int lacking = 0;
        for (Map.Entry<MemberName, Incarnation> follower :
                base.rule().followers().entrySet()) {
            lacking += lacks(follower.getKey(), follower.getValue(), last) ? 1 : 0;
        }
        int found = lacking;
        // |S| - k of them may lack it: one more would be a fence. Of nobody there is none.
        hold(
                lacking <= base.rule().followers().size() - base.rule().required(),
                () -> "I8: " + found + " members of " + base.rule() + " lack acknowledged " + last
                        + ", which is a fence");
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
        SimProcess process = node.process();
        return !node.volume().state.received() || process == null || !process.log.isWritten(held);
    }

    // ---- what happened, in numbers

    int elections() {
        return elections;
    }

    int cuts() {
        return cuts;
    }

    int seedings() {
        return seedings;
    }
}
