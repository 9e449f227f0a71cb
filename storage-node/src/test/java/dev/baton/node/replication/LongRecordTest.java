package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A record takes ten seconds to arrive, five times as long as a link may be silent. The link stays, and nothing else does: not the lease,
 * not what the follower thinks of its leader, and not a link of an epoch that is over.
 */
class LongRecordTest {
    private static final Epoch EPOCH = new Epoch(1);
    private static final Incarnation INCARNATION = new Incarnation("one");
    private static final MemberName LEADER = new MemberName("orders-0");
    private static final MemberName FOLLOWER = new MemberName("orders-1");
    private static final long MILLIS = 1_000_000;
    private static final long LINK = 0;

    private final TestLogView leadersLog = new TestLogView();
    private final TestLogView followersLog = new TestLogView();
    private final ReplicationCore leader = core(LEADER, leadersLog);
    private final ReplicationCore follower = core(FOLLOWER, followersLog);
    private long now = 1;
    private long followersLink;

    @Test
    void theLinkStaysAndTheRecordArrives() {
        open();
        follows();
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            now += 50 * MILLIS;
            follower.receiving(followersLink, now);
            outputs.addAll(turn());
        }
        assertThat(outputs).noneMatch(Output.Disconnect.class::isInstance);
        follower.received(
                followersLink, new PeerMessage.Records(100, java.nio.ByteBuffer.allocate(50), heartbeat()), now);
        assertThat(carriedOut(follower)).hasAtLeastOneElementOfType(Output.Append.class);
    }

    @Test
    void theLeadersLeaseEndsAllTheSameAndItsFollowerSaysHowLongItWasSilent() {
        open();
        follows();
        assertThat(leader.leaseHolds(now)).isTrue();
        for (int i = 0; i < 60; i++) {
            now += 50 * MILLIS;
            follower.receiving(followersLink, now);
            leader.receiving(LINK, now);
            turn();
        }
        assertThat(leader.leaseHolds(now)).isFalse();
        assertThat(follower.status(now).following())
                .satisfies(following -> assertThat(following.silenceMillis()).isEqualTo(3000));
        assertThat(follower.status(now).grantMillis())
                .as("what it would tell a fence")
                .isZero();
    }

    @Test
    void withoutAnotherByteTheLinkIsClosedOnBothEnds() {
        open();
        follows();
        follower.receiving(followersLink, now);
        leader.receiving(LINK, now);
        now += 2001 * MILLIS;
        leader.tick(now);
        follower.tick(now);
        assertThat(carriedOut(leader)).contains(new Output.Disconnect(LINK));
        assertThat(carriedOut(follower)).contains(new Output.Disconnect(followersLink));
    }

    @Test
    void aGreaterEpochClosesItWhateverComes() {
        open();
        follows();
        follower.receiving(followersLink, now);
        follower.control(new ControlCommand.Fence(EPOCH.next(), "record"), this, now);
        assertThat(carriedOut(follower)).contains(new Output.Disconnect(followersLink));
        now += 200 * MILLIS;
        follower.receiving(followersLink, now);
        follower.tick(now);
        assertThat(carriedOut(follower))
                .as("nothing is said to a leader of an epoch that is over")
                .noneMatch(Output.Send.class::isInstance);
    }

    /** Both tick, and what the follower says arrives. */
    private List<Output> turn() {
        leader.tick(now);
        follower.tick(now);
        List<Output> all = new ArrayList<>(carriedOut(leader));
        for (Output output : carriedOut(follower)) {
            all.add(output);
            if (output instanceof Output.Send send) {
                leader.received(LINK, send.message(), now);
            }
        }
        all.addAll(carriedOut(leader));
        return all;
    }

    private void open() {
        leader.control(new ControlCommand.Fence(EPOCH, "record"), this, now);
        carriedOut(leader);
        leader.control(new ControlCommand.Lead(EPOCH, "record", INCARNATION, Position.EMPTY, 3000, false), this, now);
        carriedOut(leader);
        leadersLog.reaches(100, "1@0");
        leader.startAppended(now);
        leader.memoryComplete(now);
        QuorumRule rule = new QuorumRule(
                1, new TreeMap<>(Map.of(FOLLOWER, INCARNATION)), 1, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED);
        leader.control(new ControlCommand.Rule(EPOCH, rule), this, now);
        carriedOut(leader);
    }

    private void follows() {
        followersLog.reaches(100, "1@0");
        follower.control(new ControlCommand.Follow(EPOCH, "record", LEADER, "127.0.0.1", 6380), this, now);
        followersLink = carriedOut(follower).stream()
                .filter(Output.Connect.class::isInstance)
                .map(output -> ((Output.Connect) output).link())
                .findFirst()
                .orElseThrow();
        follower.connected(followersLink, now);
        deliver(carriedOut(follower));
        follower.received(followersLink, new PeerMessage.Continue(EPOCH, 100), now);
        follower.received(followersLink, heartbeat(), now); // the lease goes to disk
        deliver(carriedOut(follower));
        follower.received(followersLink, heartbeat(), now); // and is granted
        deliver(carriedOut(follower));
    }

    private void deliver(List<Output> said) {
        for (Output output : said) {
            if (output instanceof Output.Send send) {
                leader.received(LINK, send.message(), now);
            }
        }
        carriedOut(leader);
    }

    private PeerMessage.Heartbeat heartbeat() {
        return new PeerMessage.Heartbeat(EPOCH, now, 100, 100, 0, 3000, 1, false, true);
    }

    /** What the core asked for, with what is to be put on disk there at once. */
    private List<Output> carriedOut(ReplicationCore core) {
        List<Output> all = new ArrayList<>();
        for (var outputs = core.takeOutputs(); !outputs.isEmpty(); outputs = core.takeOutputs()) {
            all.addAll(outputs);
            for (Output output : outputs) {
                if (output instanceof Output.Persist persist) {
                    core.persisted(persist.token(), now);
                }
            }
        }
        return all;
    }

    private static ReplicationCore core(MemberName name, LogView log) {
        return new ReplicationCore(
                new ReplicationCore.Self(name, INCARNATION, 1, ""), CoreSettings.DEFAULT, DurableState.NEW, log, 0);
    }
}
