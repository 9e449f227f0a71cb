package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A follower holds 300 bytes of epoch 1, 200 of them committed; a leader of epoch 2 has only 100 of these. */
class TripwireTest {
    private static final Incarnation INCARNATION = new Incarnation("one");
    private static final Position COMMON = new Position(new Epoch(1), 100);
    private static final EpochHistory LEADERS = EpochHistory.decode("1@0,2@100");
    private static final EpochHistory LOSS_ACCEPTED = EpochHistory.decode("1@0,2@100!");

    private final TestLogView log = new TestLogView();
    private ReplicationCore core = core(DurableState.NEW);
    private final List<Output> outputs = new ArrayList<>();
    private DurableState onDisk = DurableState.NEW;
    private long link;
    private long now = 1;

    @Test
    void whatWasCommittedForGoodIsNotCut() {
        follows(1);
        commits(true);
        follows(2);
        received(new PeerMessage.Truncate(new Epoch(2), COMMON, LEADERS));

        assertThat(outputs).noneMatch(Output.Truncate.class::isInstance).anyMatch(Output.Alarm.class::isInstance);
        assertThat(core.status(now).state()).isEqualTo(MemberState.DIVERGED);
        assertThat(core.status(now).lastError()).contains("committed up to offset 200");
        assertThat(core.isFollowing()).isFalse();
    }

    @Test
    void norGivenUpForASnapshot() {
        follows(1);
        commits(true);
        follows(2);
        received(new PeerMessage.Seed(new Epoch(2), COMMON, LEADERS));

        assertThat(outputs).noneMatch(Output.Seed.class::isInstance).anyMatch(Output.Alarm.class::isInstance);
    }

    @Test
    void whoDivergedNeitherFollowsNorLeadsNotEvenAfterARestart() {
        follows(1);
        commits(true);
        follows(2);
        received(new PeerMessage.Truncate(new Epoch(2), COMMON, LEADERS));

        core = core(DurableState.decode(onDisk.encode()));
        assertThat(core.status(now).state()).isEqualTo(MemberState.DIVERGED);
        tell(new ControlCommand.Fence(new Epoch(3), "record"));
        tell(new ControlCommand.Lead(new Epoch(3), "record", INCARNATION, COMMON, 3000, false));
        tell(follow(3));
        assertThat(outputs).filteredOn(Output.Refuse.class::isInstance).hasSize(2);
        assertThat(outputs).noneMatch(Output.Connect.class::isInstance);
    }

    @Test
    void whatIsBeyondTheCommittedIsCut() {
        follows(1);
        commits(true);
        follows(2);
        received(new PeerMessage.Truncate(
                new Epoch(2), new Position(new Epoch(1), 200), EpochHistory.decode("1@0,2@200")));

        assertThat(outputs).anyMatch(Output.Truncate.class::isInstance);
    }

    @Test
    void aLossThatAPersonAcceptedIsObeyed() {
        follows(1);
        commits(true);
        follows(2);
        received(new PeerMessage.Truncate(new Epoch(2), COMMON, LOSS_ACCEPTED));

        assertThat(outputs).anyMatch(Output.Truncate.class::isInstance);
    }

    @Test
    void aLossThatWasObeyedLongAgoExcusesNone() {
        follows(2);
        log.reaches(300, "1@0,2@100!");
        commits(true);
        follows(3);
        received(new PeerMessage.Truncate(
                new Epoch(3), new Position(new Epoch(2), 150), EpochHistory.decode("1@0,2@100!,3@150")));

        assertThat(outputs).anyMatch(Output.Alarm.class::isInstance);
    }

    @Test
    void whatOnlyTheLeaderHeldWhenItWasAcknowledgedMayBeCut() {
        follows(1);
        commits(false);
        follows(2);
        received(new PeerMessage.Truncate(new Epoch(2), COMMON, LEADERS));

        assertThat(outputs).anyMatch(Output.Truncate.class::isInstance);
    }

    @Test
    void whatMayBeGivenUpForASnapshotIsKeptAndToldOfBefore() {
        follows(1);
        commits(false);
        follows(2);
        PeerMessage.Seed seed = new PeerMessage.Seed(new Epoch(2), COMMON, LEADERS);
        received(seed);
        assertThat(outputs)
                .contains(new Output.Truncate(COMMON, new Epoch(2)))
                .noneMatch(Output.Seed.class::isInstance);

        log.reaches(100, "1@0");
        MemberStatus.Cut cut = new MemberStatus.Cut(new Epoch(2), 100, 300, 2);
        core.truncated(cut, now);
        received(seed);
        assertThat(outputs).anyMatch(Output.Seed.class::isInstance);
        assertThat(core.status(now).lastCut()).isEqualTo(cut);
    }

    @Test
    void aRestartDoesNotForgetWhatWasCommitted() {
        follows(1);
        commits(true);
        now += 2_000_000_000L;
        core.tick(now);
        carryOut();

        core = core(DurableState.decode(onDisk.encode()));
        follows(2);
        received(new PeerMessage.Truncate(new Epoch(2), COMMON, LEADERS));
        assertThat(outputs).anyMatch(Output.Alarm.class::isInstance);
    }

    private ReplicationCore core(DurableState state) {
        return new ReplicationCore(
                new ReplicationCore.Self(new MemberName("orders-0"), INCARNATION, 1, ""),
                CoreSettings.DEFAULT,
                state,
                log,
                now);
    }

    private void follows(int epoch) {
        tell(follow(epoch));
        link = outputs.stream()
                .filter(Output.Connect.class::isInstance)
                .map(output -> ((Output.Connect) output).link())
                .reduce((first, last) -> last)
                .orElseThrow();
        core.connected(link, now);
        outputs.clear();
    }

    private static ControlCommand follow(int epoch) {
        return new ControlCommand.Follow(new Epoch(epoch), "record", new MemberName("orders-1"), "127.0.0.1", 6380);
    }

    /** The log grows to 300 bytes, of which the leader says that 200 are committed. */
    private void commits(boolean forGood) {
        if (log.end == 0) {
            log.reaches(300, "1@0");
        }
        Epoch epoch = core.epoch();
        received(new PeerMessage.Continue(epoch, log.end));
        received(new PeerMessage.Heartbeat(epoch, now, log.end, 200, 0, 3000, 1, false, forGood));
        assertThat(core.committed()).isEqualTo(200);
        outputs.clear();
    }

    private void received(PeerMessage message) {
        core.received(link, message, now);
        carryOut();
    }

    private void tell(ControlCommand command) {
        core.control(command, this, now);
        carryOut();
    }

    private void carryOut() {
        for (var more = core.takeOutputs(); !more.isEmpty(); more = core.takeOutputs()) {
            for (Output output : more) {
                outputs.add(output);
                if (output instanceof Output.Persist persist) {
                    onDisk = persist.state();
                    core.persisted(persist.token(), now);
                }
            }
        }
    }
}
