package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.Position;
import dev.baton.protocol.ProtocolVersion;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A leader and two followers, one of them so slow that the leader no longer keeps the log it needs. What is on its way to the slow one
 * arrives before it is told to take a snapshot, and is committed, since the other follower holds it.
 */
class TooSlowFollowerTest {
    private static final Epoch EPOCH = new Epoch(1);
    private static final Incarnation INCARNATION = new Incarnation("one");
    private static final MemberName SLOW = new MemberName("orders-2");
    private static final MemberName FAST = new MemberName("orders-1");
    private static final long TO_SLOW = 0;
    private static final long TO_FAST = 1;

    private final TestLogView leadersLog = new TestLogView();
    private final TestLogView slowLog = new TestLogView();
    private final ReplicationCore leader = core("orders-0", leadersLog);
    private final ReplicationCore slow = core("orders-2", slowLog);

    @Test
    void itIsSeededAndKeepsNothingBackAsCommitted() {
        open();
        long link = follows();
        grows(leadersLog, 400);
        // Sent up to 300, of which it has told nothing yet.
        leader.appended(1);
        leader.recordsSent(TO_SLOW, 300, 1);
        carryOut(leader);
        leader.received(TO_FAST, new PeerMessage.Ack(EPOCH, 400, 400, 400, 0), 1);
        carryOut(leader);
        assertThat(leader.committed()).isEqualTo(400);

        // It takes them, and hears that they are committed; the leader has to let go of the log up to 350.
        grows(slowLog, 300);
        slow.received(link, heartbeat(400), 1);
        carryOut(slow);
        assertThat(slow.committed()).isEqualTo(300);
        leadersLog.start = 350;
        leader.recordsSent(TO_SLOW, 300, 1);
        leader.appended(1);
        PeerMessage.Seed seed = carryOut(leader).stream()
                .filter(Output.Send.class::isInstance)
                .map(output -> ((Output.Send) output).message())
                .filter(PeerMessage.Seed.class::isInstance)
                .map(PeerMessage.Seed.class::cast)
                .findFirst()
                .orElseThrow();

        slow.received(link, seed, 2);
        assertThat(carryOut(slow)).noneMatch(Output.Alarm.class::isInstance).anyMatch(Output.Seed.class::isInstance);
        assertThat(slow.status(2).state()).isEqualTo(MemberState.SEEDING);
    }

    /** The start record ends at 100; the rule asks for the fast follower, which holds it. */
    private void open() {
        tell(leader, new ControlCommand.Fence(EPOCH, "record"));
        tell(leader, new ControlCommand.Lead(EPOCH, "record", INCARNATION, Position.EMPTY, 3000, false));
        leadersLog.reaches(100, "1@0");
        leader.startAppended(1);
        leader.memoryComplete(1);
        leader.received(TO_FAST, hello(FAST), 1);
        leader.received(TO_SLOW, hello(SLOW), 1);
        tell(
                leader,
                new ControlCommand.Rule(
                        EPOCH,
                        new QuorumRule(
                                1,
                                new TreeMap<>(Map.of(FAST, INCARNATION)),
                                1,
                                CommitRule.SYNCHRONOUS,
                                Acknowledge.FLUSHED)));
        leader.received(TO_FAST, new PeerMessage.Ack(EPOCH, 100, 100, 100, 0), 1);
        carryOut(leader);
    }

    private long follows() {
        slowLog.reaches(100, "1@0");
        List<Output> outputs =
                tell(slow, new ControlCommand.Follow(EPOCH, "record", new MemberName("orders-0"), "127.0.0.1", 6380));
        long link = outputs.stream()
                .filter(Output.Connect.class::isInstance)
                .map(output -> ((Output.Connect) output).link())
                .findFirst()
                .orElseThrow();
        slow.connected(link, 1);
        slow.received(link, new PeerMessage.Continue(EPOCH, 100), 1);
        carryOut(slow);
        return link;
    }

    private PeerMessage.Hello hello(MemberName member) {
        return new PeerMessage.Hello(
                ProtocolVersion.SPOKEN, member, INCARNATION, EPOCH, leadersLog.history, 0, leadersLog.end(), 100);
    }

    private static PeerMessage.Heartbeat heartbeat(long committed) {
        return new PeerMessage.Heartbeat(EPOCH, 1, committed, committed, 0, 3000, 1, false, true);
    }

    private static void grows(TestLogView log, long offset) {
        log.reaches(offset, "1@0");
    }

    private static ReplicationCore core(String name, TestLogView log) {
        return new ReplicationCore(
                new ReplicationCore.Self(new MemberName(name), INCARNATION, 1, ""),
                CoreSettings.DEFAULT,
                DurableState.NEW,
                log,
                0);
    }

    private List<Output> tell(ReplicationCore core, ControlCommand command) {
        core.control(command, this, 1);
        return carryOut(core);
    }

    private static List<Output> carryOut(ReplicationCore core) {
        List<Output> outputs = new ArrayList<>();
        for (var more = core.takeOutputs(); !more.isEmpty(); more = core.takeOutputs()) {
            for (Output output : more) {
                outputs.add(output);
                if (output instanceof Output.Persist persist) {
                    core.persisted(persist.token(), 1);
                }
            }
        }
        return outputs;
    }
}
