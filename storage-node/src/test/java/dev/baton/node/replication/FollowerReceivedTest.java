package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A follower says that it received what it has only written once its disk says so: power may take that, and nobody could tell. */
class FollowerReceivedTest {
    private static final Epoch EPOCH = new Epoch(1);
    private static final long LINK = ReplicationCore.FIRST_OWN_LINK;

    private final TestLogView log = new TestLogView();
    private final ReplicationCore core = new ReplicationCore(
            new ReplicationCore.Self(new MemberName("orders-0"), new Incarnation("one"), 1, ""),
            CoreSettings.DEFAULT,
            DurableState.NEW,
            log,
            1);
    private final ArrayDeque<Output.Persist> underWay = new ArrayDeque<>();
    private final List<PeerMessage.Ack> acks = new ArrayList<>();
    private DurableState onDisk = DurableState.NEW;

    @Test
    void whatIsOnlyWrittenIsReceivedOnceTheDiskSaysThatSuchCounts() {
        follows();
        written(200);
        heartbeat(1, true);
        assertThat(acks.getLast().received()).as("only synced counts yet").isEqualTo(100);
        assertThat(core.writtenCounts()).isFalse();

        diskCatchesUp();
        assertThat(onDisk.received()).isTrue();
        assertThat(acks.getLast().received()).isEqualTo(200);
        assertThat(acks.getLast().flushed()).isEqualTo(100);
        assertThat(core.writtenCounts()).isTrue();
    }

    @Test
    void itIsTakenBackOnlyWhenALeaderThatIsOpenSaysSo() {
        follows();
        heartbeat(1, true);
        diskCatchesUp();
        heartbeat(0, false);
        diskCatchesUp();
        assertThat(onDisk.received())
                .as("a leader without a rule knows nothing of it")
                .isTrue();

        heartbeat(2, false);
        written(200);
        assertThat(core.writtenCounts()).isFalse();
        assertThat(acks.getLast().received())
                .as("from the moment it is to be taken back")
                .isEqualTo(100);
        diskCatchesUp();
        assertThat(onDisk.received()).isFalse();
    }

    private void follows() {
        core.control(
                new ControlCommand.Follow(EPOCH, "record", new MemberName("orders-1"), "127.0.0.1", 6380), this, 1);
        diskCatchesUp();
        core.connected(LINK, 1);
        log.reaches(100, "1@0");
        core.received(LINK, new PeerMessage.Continue(EPOCH, 100), 1);
        diskCatchesUp();
    }

    private void written(long offset) {
        log.end = offset;
        log.written = offset;
        core.appended(1);
        core.written(1);
        carryOut();
    }

    private void heartbeat(int rule, boolean received) {
        core.received(LINK, new PeerMessage.Heartbeat(EPOCH, 1, log.end, 100, 0, 3000, rule, received, false), 1);
        carryOut();
    }

    private void carryOut() {
        for (var more = core.takeOutputs(); !more.isEmpty(); more = core.takeOutputs()) {
            for (Output output : more) {
                if (output instanceof Output.Persist persist) {
                    underWay.add(persist);
                } else if (output instanceof Output.Send(long link, PeerMessage.Ack ack)) {
                    acks.add(ack);
                }
            }
        }
    }

    private void diskCatchesUp() {
        carryOut();
        while (!underWay.isEmpty()) {
            Output.Persist next = underWay.remove();
            onDisk = next.state();
            core.persisted(next.token(), 1);
            carryOut();
        }
    }
}
