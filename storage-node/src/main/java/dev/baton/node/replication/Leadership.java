package dev.baton.node.replication;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One epoch's leadership, from the start record on.
 *
 * <ul>
 *   <li>A position is committed when it is held here and, in the synchronous modes, by {@code k} of {@code S} for every rule in force,
 *       and it reaches this epoch's start record: records of earlier epochs commit only with it (Raft, section 5.4.2). Keeps I2.
 *   <li>The lease runs from the send time of a heartbeat that {@code k} of {@code S} answered, for every rule in force, less a margin
 *       for clocks that run at different rates (Gray and Cheriton 1989). Keeps I5.
 *   <li>Nothing is acknowledged before the first rule was told and memory holds the whole log.
 * </ul>
 */
final class Leadership {
    final Epoch epoch;
    private final CoreSettings settings;
    private final LogView log;
    private final LongSupplier received;
    private final Consumer<Output> out;
    private final long leaseMillis;
    private final RulesInForce rules = new RulesInForce();
    private final Map<MemberName, FollowerState> followers = new TreeMap<>();
    private final AppendTimes appendTimes = new AppendTimes();

    private long startEnd;
    private boolean memoryComplete;
    private boolean opened;
    private long committed;
    /** Up to where it was committed for good. */
    private long forGood;
    /** When the pause ends; 0 for none. */
    private long pausedUntil;
    /** The greatest number of a pause that it was told to begin or to end. */
    private long pauses;

    /** @param received offset up to which what is here counts where written is enough */
    Leadership(
            Epoch epoch,
            long committed,
            long leaseMillis,
            CoreSettings settings,
            LogView log,
            LongSupplier received,
            Consumer<Output> out) {
        this.epoch = epoch;
        this.committed = committed;
        this.leaseMillis = leaseMillis;
        this.settings = settings;
        this.log = log;
        this.received = received;
        this.out = out;
    }

    // ---- what it may do

    boolean isOpen() {
        return opened;
    }

    boolean isPaused() {
        return pausedUntil != 0;
    }

    long committed() {
        return committed;
    }

    long forGood() {
        return forGood;
    }

    boolean repliesNeedLease() {
        return rules.anyAsynchronous();
    }

    boolean leaseHolds(long now) {
        return opened && leaseLeft(now) > 0;
    }

    boolean anyReceived() {
        return rules.anyReceived();
    }

    List<QuorumRule> rulesInForce() {
        return rules.all();
    }

    int ruleNumber() {
        return rules.number();
    }

    /** Nanoseconds; {@link Long#MAX_VALUE} when nobody's grant is needed. */
    private long leaseLeft(long now) {
        long since = rules.grantedFor(followers);
        if (since == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        if (since == Long.MIN_VALUE) {
            return Long.MIN_VALUE / 2;
        }
        long length = leaseMillis * 1_000_000L;
        return since + length - length / settings.driftDivisor() - now;
    }

    // ---- what happens to it

    void startAppended(long now) {
        startEnd = log.end().offset();
        appendTimes.sample(startEnd, now);
        appended(now);
    }

    void memoryComplete(long now) {
        memoryComplete = true;
        openIfReady(now);
    }

    void appended(long now) {
        for (FollowerState follower : followers.values()) {
            pump(follower, now);
        }
    }

    /** More is written, or synced. */
    void reached(long now) {
        advance(now);
    }

    boolean tell(QuorumRule rule, long now) {
        boolean changed = rules.tell(rule);
        if (changed) {
            openIfReady(now);
            advance(now);
        }
        return changed;
    }

    void propose(QuorumRule rule, long now) {
        rules.propose(rule, Math.max(startEnd, committed));
        advance(now);
    }

    /**
     * Begins a pause that was neither begun nor ended before. While it is paused another pause changes nothing but what number it ends by.
     *
     * @param number {@link ControlCommand.Pause#UNNUMBERED} is the next one, whatever that is
     */
    void pause(long number, long nanos, long now) {
        long mine = number == ControlCommand.Pause.UNNUMBERED ? pauses + 1 : number;
        if (mine <= pauses) {
            return;
        }
        pauses = mine;
        if (pausedUntil == 0) {
            pausedUntil = Math.max(1, now + nanos);
            out.accept(new Output.WritesPaused());
        }
    }

    /** Ends the pause, unless it is a later one than this number's; and none up to this number begins any more. */
    void resume(long number) {
        if (number >= pauses || number == ControlCommand.Pause.UNNUMBERED) {
            pauses = Math.max(number, pauses);
            resume();
        }
    }

    private void resume() {
        if (pausedUntil != 0) {
            pausedUntil = 0;
            out.accept(new Output.WritesResumed());
        }
    }

    private void openIfReady(long now) {
        if (!opened && rules.isOpen() && memoryComplete && startEnd > 0) {
            opened = true;
            out.accept(new Output.Opened(epoch));
            advance(now);
        }
    }

    /** What may have become true by an append, an ack or a rule. */
    private void advance(long now) {
        rules.confirm(followers, log.written(), log.flushed());
        if (!opened) {
            return;
        }
        long agreed = rules.committed(followers, received.getAsLong(), log.flushed());
        if (agreed >= startEnd && agreed > committed) {
            committed = agreed;
            if (rules.forGood()) {
                forGood = agreed;
            }
            out.accept(new Output.CommitAdvanced(committed));
            for (FollowerState follower : followers.values()) {
                // An idle connection learns of the commit at once, so that followers serve it without waiting for a
                // heartbeat.
                if (follower.flow == FollowerState.Flow.STREAMING
                        && follower.sent == log.end().offset()) {
                    beat(follower, now);
                }
            }
        }
    }

    void tick(long now) {
        if (pausedUntil != 0 && now >= pausedUntil) {
            resume();
        }
        appendTimes.sample(log.end().offset(), now);
        for (FollowerState follower : followers.values()) {
            if (!follower.connected()) {
                continue;
            }
            if (now - follower.lastSign > settings.silenceNanos()) {
                out.accept(new Output.Disconnect(follower.link));
                unlink(follower);
            } else if (now - follower.lastBeat >= settings.heartbeatNanos()) {
                beat(follower, now);
            }
        }
    }

    // ---- followers

    void hello(long link, PeerMessage.Hello hello, long now) {
        FollowerState follower = followers.get(hello.member());
        if (follower == null || !follower.incarnation.equals(hello.incarnation())) {
            if (follower != null && follower.connected()) {
                out.accept(new Output.Disconnect(follower.link));
            }
            follower = new FollowerState(hello.member(), hello.incarnation());
            followers.put(hello.member(), follower);
        } else if (follower.connected() && follower.link != link) {
            out.accept(new Output.Disconnect(follower.link));
        }
        if (hello.flushed() < follower.flushed) {
            follower.distrusted = true;
            out.accept(new Output.Note(
                    "follower " + hello.member() + " came back with " + hello.flushed() + " bytes synced,"
                            + " although it had acknowledged "
                            + follower.flushed + "; it counts no more in epoch " + epoch));
        }
        follower.link = link;
        follower.heard(now);
        follower.sending = false;
        follower.flow = FollowerState.Flow.GREETED;
        answerHello(follower, hello, now);
    }

    /** Continue, cut or be seeded: decided by the point where the two logs part. */
    private void answerHello(FollowerState follower, PeerMessage.Hello hello, long now) {
        EpochHistory mine = log.history();
        Position end = log.end();
        Position common =
                mine.commonWith(end.offset(), hello.history(), hello.end().offset());
        boolean noneOfIt = common.isEmpty() && !hello.end().isEmpty();
        // An empty member takes a snapshot, not the whole history, once there can be one: a snapshot needs an open
        // leader.
        boolean fromNothing = hello.end().isEmpty() && opened && end.offset() > startEnd;
        if (common.offset() < log.start() || common.offset() < hello.logStart() || noneOfIt && opened || fromNothing) {
            seed(follower, common);
        } else if (common.offset() < hello.end().offset()) {
            follower.flow = FollowerState.Flow.AWAY;
            out.accept(new Output.Send(follower.link, new PeerMessage.Truncate(epoch, common, mine)));
        } else {
            follower.flow = FollowerState.Flow.STREAMING;
            follower.sent = common.offset();
            // Not all of it: what it holds in memory only isn't written yet. Its first ack says how far it is.
            follower.received = Math.min(common.offset(), hello.flushed());
            follower.needed = common.offset();
            follower.flushed = Math.max(follower.flushed, follower.received);
            out.accept(new Output.Send(follower.link, new PeerMessage.Continue(epoch, common.offset())));
            pump(follower, now);
            advance(now);
        }
        beat(follower, now);
    }

    private void seed(FollowerState follower, Position common) {
        follower.flow = FollowerState.Flow.AWAY;
        follower.needed = Long.MAX_VALUE; // what it needs now is the snapshot's business
        out.accept(new Output.Send(follower.link, new PeerMessage.Seed(epoch, common, log.history())));
    }

    /** See {@link ReplicationCore#receiving}. */
    void receiving(long link, long now) {
        FollowerState follower = linked(link);
        if (follower != null) {
            follower.lastSign = now;
        }
    }

    void ack(long link, PeerMessage.Ack ack, long now) {
        FollowerState follower = linked(link);
        if (follower == null || !ack.epoch().equals(epoch)) {
            return;
        }
        follower.heard(now);
        follower.grantedFor = Math.max(follower.grantedFor, ack.grantFor());
        if (follower.flow == FollowerState.Flow.STREAMING) {
            follower.received = Math.max(follower.received, ack.received());
            follower.needed = follower.received;
            follower.flushed = Math.max(follower.flushed, ack.flushed());
            follower.applied = ack.applied();
            pump(follower, now);
        }
        advance(now);
    }

    boolean awaitsRecords(long link, long from) {
        FollowerState follower = linked(link);
        return follower != null && follower.sending && follower.sent == from;
    }

    void recordsSent(long link, long upTo, long now) {
        FollowerState follower = linked(link);
        if (follower != null && follower.sending) {
            follower.sending = false;
            follower.sent = Math.max(follower.sent, upTo);
            pump(follower, now);
        }
    }

    void disconnected(long link) {
        FollowerState follower = linked(link);
        if (follower != null) {
            unlink(follower);
        }
    }

    private static void unlink(FollowerState follower) {
        follower.link = FollowerState.NO_LINK;
        follower.flow = FollowerState.Flow.AWAY;
        follower.sending = false;
    }

    private @Nullable FollowerState linked(long link) {
        for (FollowerState follower : followers.values()) {
            if (follower.link == link) {
                return follower;
            }
        }
        return null;
    }

    private void pump(FollowerState follower, long now) {
        if (follower.flow == FollowerState.Flow.STREAMING
                && !follower.sending
                && follower.sent < log.end().offset()
                && follower.sent - follower.received < settings.windowBytes()) {
            if (follower.sent < log.start()) {
                out.accept(new Output.Note("follower " + follower.member + " is too slow: it needs the log from "
                        + follower.sent + " on, which is kept from " + log.start() + " on only; it must be seeded"));
                // Not what it said to have received: it takes what is on its way, too, before it reads this, and
                // doesn't
                // give up what it knows to be committed.
                seed(follower, new Position(log.history().epochAt(follower.sent), follower.sent));
                return;
            }
            follower.sending = true;
            follower.lastBeat = now;
            out.accept(new Output.SendRecords(follower.link, follower.sent, settings.batchBytes(), heartbeat(now)));
        }
    }

    private void beat(FollowerState follower, long now) {
        follower.lastBeat = now;
        out.accept(new Output.Send(follower.link, heartbeat(now)));
    }

    private PeerMessage.Heartbeat heartbeat(long now) {
        return new PeerMessage.Heartbeat(
                epoch,
                now,
                log.end().offset(),
                committed,
                log.canaryNanos() / 1_000_000,
                leaseMillis,
                rules.number(),
                rules.anyReceived(),
                rules.forGood());
    }

    /**
     * The oldest offset a follower may still ask for, one that is away for now included; {@link Long#MAX_VALUE} when nobody needs any.
     */
    long neededFrom() {
        long least = Long.MAX_VALUE;
        for (FollowerState follower : followers.values()) {
            least = Math.min(least, follower.needed);
        }
        return least;
    }

    List<FollowerLag> lags(long now) {
        long end = log.end().offset();
        List<FollowerLag> lags = new ArrayList<>();
        for (FollowerState follower : followers.values()) {
            // One that came back with less than it had acknowledged holds no more than it has received since.
            long flushed = Math.min(follower.flushed, follower.received);
            lags.add(new FollowerLag(
                    follower.member,
                    follower.flow == FollowerState.Flow.STREAMING,
                    flushed,
                    Math.max(0, end - flushed),
                    appendTimes.age(flushed, now)));
        }
        return lags;
    }

    MemberStatus.Leading status(long now) {
        List<MemberStatus.FollowerProgress> progress = new ArrayList<>();
        for (FollowerState follower : followers.values()) {
            progress.add(new MemberStatus.FollowerProgress(
                    follower.member,
                    follower.incarnation,
                    follower.distrusted ? 0 : follower.flushed,
                    follower.connected() && follower.flow == FollowerState.Flow.STREAMING,
                    (now - follower.lastHeard) / 1_000_000));
        }
        long left = leaseLeft(now);
        return new MemberStatus.Leading(
                epoch,
                startEnd,
                startEnd > 0 && log.flushed() >= startEnd && memoryComplete,
                opened,
                rules.told(),
                rules.proposals(),
                progress,
                left == Long.MAX_VALUE ? leaseMillis : Math.max(left / 1_000_000, -1_000_000_000),
                pausedUntil == 0 ? 0 : Math.max(1, (pausedUntil - now) / 1_000_000),
                leaseMillis,
                pauses);
    }
}
