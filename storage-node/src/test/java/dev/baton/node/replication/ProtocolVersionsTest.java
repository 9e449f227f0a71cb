package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.Position;
import dev.baton.protocol.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of other builds: those that understand each other replicate, those that don't say so and do nothing. */
class ProtocolVersionsTest {
    private static final Epoch EPOCH = new Epoch(1);

    private final TestLogView log = new TestLogView();
    private final ReplicationCore core = new ReplicationCore(
            new ReplicationCore.Self(new MemberName("orders-0"), new Incarnation("one"), 1, ""),
            CoreSettings.DEFAULT,
            DurableState.NEW,
            log,
            0);

    @Test
    void aLeaderTakesAnOlderAndANewerFollowerThatUnderstandsIt() {
        leads();
        assertThat(greetedBy(new ProtocolVersion(1, 1))).hasAtLeastOneElementOfType(PeerMessage.Continue.class);
        assertThat(greetedBy(new ProtocolVersion(9, 2))).hasAtLeastOneElementOfType(PeerMessage.Continue.class);
    }

    @Test
    void aLeaderRefusesAFollowerOfNoCommonVersionAndSaysWhatToDo() {
        leads();
        assertThat(greetedBy(new ProtocolVersion(9, 8)))
                .singleElement()
                .isEqualTo(new PeerMessage.Refused(
                        EPOCH,
                        "orders-1 speaks protocol versions 8 to 9, and orders-0 protocol versions 1 to 2: run orders-0 in"
                                + " a newer version, or orders-1 in an older one",
                        true));
        assertThat(core.followerLags(2)).as("it counts for nothing").isEmpty();
    }

    @Test
    void aRefusedFollowerTellsOfItUntilItIsTaken() {
        core.control(new ControlCommand.Follow(EPOCH, "record", new MemberName("orders-1"), "10.0.0.1", 6380), this, 1);
        long link = greets();
        core.received(link, new PeerMessage.Refused(EPOCH, "run another version", true), 2);
        assertThat(carriedOut()).anyMatch(Output.Note.class::isInstance);
        assertThat(core.status(2).lastError()).isEqualTo("run another version");

        core.tick(10_000_000_000L);
        long again = greets();
        core.received(again, new PeerMessage.Refused(EPOCH, "run another version", true), 10_000_000_000L);
        assertThat(carriedOut()).as("said once").noneMatch(Output.Note.class::isInstance);

        core.tick(20_000_000_000L);
        core.received(greets(), new PeerMessage.Continue(EPOCH, 0), 20_000_000_000L);
        assertThat(core.status(20_000_000_000L).lastError()).isEmpty();
    }

    private void leads() {
        core.control(new ControlCommand.Fence(EPOCH, "record"), this, 1);
        carriedOut();
        core.control(
                new ControlCommand.Lead(EPOCH, "record", new Incarnation("one"), Position.EMPTY, 3000, false), this, 1);
        carriedOut();
        log.reaches(100, "1@0");
        core.startAppended(1);
        core.memoryComplete(1);
        carriedOut();
    }

    /** What the leader answers, but for heartbeats. */
    private List<PeerMessage> greetedBy(ProtocolVersion protocol) {
        core.received(
                0,
                new PeerMessage.Hello(
                        protocol,
                        new MemberName("orders-1"),
                        new Incarnation("two"),
                        EPOCH,
                        EpochHistory.NONE,
                        0,
                        Position.EMPTY,
                        0),
                2);
        return carriedOut().stream()
                .filter(Output.Send.class::isInstance)
                .map(output -> ((Output.Send) output).message())
                .filter(message -> !(message instanceof PeerMessage.Heartbeat))
                .toList();
    }

    /** The link on which the follower said Hello. */
    private long greets() {
        for (Output output : carriedOut()) {
            if (output instanceof Output.Connect connect) {
                core.connected(connect.link(), 2);
                carriedOut();
                return connect.link();
            }
        }
        throw new AssertionError("it doesn't connect");
    }

    private List<Output> carriedOut() {
        List<Output> all = new ArrayList<>();
        for (List<Output> some = core.takeOutputs(); !some.isEmpty(); some = core.takeOutputs()) {
            for (Output output : some) {
                all.add(output);
                if (output instanceof Output.Persist persist) {
                    core.persisted(persist.token(), 1);
                }
            }
        }
        return all;
    }
}
