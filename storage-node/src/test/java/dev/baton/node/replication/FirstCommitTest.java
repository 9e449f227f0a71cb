package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Before a follower takes the first record a client may have acknowledged, it is on its disk that something was committed. */
class FirstCommitTest {
    private final TestLogView log = new TestLogView();
    private final ReplicationCore core = new ReplicationCore(
            new ReplicationCore.Self(new MemberName("orders-0"), new Incarnation("one"), 1, ""),
            CoreSettings.DEFAULT,
            DurableState.NEW,
            log,
            1);
    private final List<Output> outputs = new ArrayList<>();

    @Test
    void thatSomethingWasCommittedIsOnDiskBeforeTheFirstWriteIs() {
        Epoch epoch = new Epoch(1);
        core.control(
                new ControlCommand.Follow(epoch, "record", new MemberName("orders-1"), "127.0.0.1", 6380), this, 1);
        carryOut();
        core.connected(ReplicationCore.FIRST_OWN_LINK, 1);
        log.reaches(100, "1@0");
        core.received(ReplicationCore.FIRST_OWN_LINK, new PeerMessage.Continue(epoch, 100), 1);
        carryOut();
        outputs.clear();

        core.received(
                ReplicationCore.FIRST_OWN_LINK,
                new PeerMessage.Records(
                        100,
                        ByteBuffer.allocate(50),
                        new PeerMessage.Heartbeat(epoch, 1, 150, 100, 0, 3000, 1, false, true)),
                1);
        carryOut();

        List<Output> ordered = outputs.stream()
                .filter(output -> output instanceof Output.Append
                        || output instanceof Output.Persist persist
                                && persist.state().committed() == 100)
                .toList();
        assertThat(ordered).hasSize(2);
        assertThat(ordered.getFirst()).isInstanceOf(Output.Persist.class);
        assertThat(ordered.getLast()).isInstanceOf(Output.Append.class);
    }

    private void carryOut() {
        for (var more = core.takeOutputs(); !more.isEmpty(); more = core.takeOutputs()) {
            for (Output output : more) {
                outputs.add(output);
                if (output instanceof Output.Persist persist) {
                    core.persisted(persist.token(), 1);
                }
            }
        }
    }
}
