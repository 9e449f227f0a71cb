package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.EpochHistory;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.ProtocolVersion;
import dev.baton.protocol.QuorumRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A leader that is alone acknowledges what is synced, or what is written, as its rule says: never what is only in its memory. */
class WrittenCountsTest {
    private static final Epoch EPOCH = new Epoch(1);
    private static final Incarnation INCARNATION = new Incarnation("one");

    private final TestLogView log = new TestLogView();
    private DurableState onDisk = DurableState.NEW;
    private final ReplicationCore core = new ReplicationCore(
            new ReplicationCore.Self(new MemberName("orders-0"), INCARNATION, 1, ""),
            CoreSettings.DEFAULT,
            DurableState.NEW,
            log,
            0);

    @Test
    void flushedMeansSynced() {
        open(Acknowledge.FLUSHED);
        log.end = 200;
        core.appended(2);
        log.written = 200;
        core.written(2);
        assertThat(core.writtenCounts()).isFalse();
        assertThat(core.committed()).isEqualTo(100);

        log.flushed = 200;
        core.flushed(3);
        assertThat(core.committed()).isEqualTo(200);
    }

    @Test
    void receivedMeansWritten() {
        open(Acknowledge.RECEIVED);
        log.end = 200;
        core.appended(2);
        assertThat(core.writtenCounts()).isTrue();
        assertThat(core.committed()).as("in memory only").isEqualTo(100);

        log.written = 200;
        core.written(3);
        assertThat(core.committed()).isEqualTo(200);
    }

    @Test
    void untilItIsOnDiskThatWrittenCountsOnlySyncedDoes() {
        open(Acknowledge.FLUSHED);
        core.control(new ControlCommand.Rule(EPOCH, alone(2, Acknowledge.RECEIVED)), this, 2);
        var outputs = core.takeOutputs();
        log.end = 200;
        core.appended(2);
        log.written = 200;
        core.written(2);
        assertThat(core.writtenCounts()).isFalse();
        assertThat(core.committed()).isEqualTo(100);

        carryOut(outputs);
        assertThat(onDisk.received()).isTrue();
        assertThat(core.writtenCounts()).isTrue();
        assertThat(core.committed()).isEqualTo(200);
    }

    @Test
    void thatWrittenCountsIsOnDiskUntilTheLogIsSyncedUnderAnotherRuleOrAFence() {
        open(Acknowledge.RECEIVED);
        assertThat(onDisk.received()).isTrue();
        tell(new ControlCommand.Propose(EPOCH, alone(2, Acknowledge.FLUSHED)));
        assertThat(onDisk.received()).as("the old rule is in force, too").isTrue();
        tell(new ControlCommand.Rule(EPOCH, alone(2, Acknowledge.FLUSHED)));
        assertThat(onDisk.received()).isFalse();

        tell(new ControlCommand.Propose(EPOCH, alone(3, Acknowledge.RECEIVED)));
        assertThat(onDisk.received()).isTrue();
        tell(new ControlCommand.Fence(EPOCH.next(), "record"));
        assertThat(onDisk.received()).isFalse();
    }

    @Test
    void whatAFollowerHasInMemoryOnlyIsNotReceived() {
        open(Acknowledge.RECEIVED);
        Incarnation followers = new Incarnation("two");
        MemberName follower = new MemberName("orders-1");
        tell(new ControlCommand.Propose(
                EPOCH,
                new QuorumRule(
                        2,
                        new TreeMap<>(Map.of(follower, followers)),
                        1,
                        CommitRule.SYNCHRONOUS,
                        Acknowledge.RECEIVED)));
        log.end = 200;
        log.written = 200;
        core.appended(2);
        core.received(
                0,
                new PeerMessage.Hello(
                        ProtocolVersion.SPOKEN,
                        follower,
                        followers,
                        EPOCH,
                        log.history,
                        0,
                        new Position(EPOCH, 200),
                        100),
                3);
        assertThat(core.committed()).isEqualTo(100);

        core.received(0, new PeerMessage.Ack(EPOCH, 200, 100, 0, PeerMessage.Ack.NO_GRANT), 4);
        assertThat(core.committed()).isEqualTo(200);
    }

    @Test
    void aFollowerTooFarBehindIsSeededAndAskedToGiveUpNothingThatItWasSent() {
        open(Acknowledge.FLUSHED);
        log.reaches(200, "1@0");
        core.appended(2);
        core.received(
                0,
                new PeerMessage.Hello(
                        ProtocolVersion.SPOKEN,
                        new MemberName("orders-1"),
                        new Incarnation("two"),
                        EPOCH,
                        log.history,
                        0,
                        new Position(EPOCH, 200),
                        150),
                3);
        log.start = 250;
        log.end = 300;
        core.takeOutputs();
        core.appended(4);
        assertThat(core.takeOutputs())
                .filteredOn(output -> output instanceof Output.Send(long link, PeerMessage.Seed seed)
                        && seed.common().equals(new Position(EPOCH, 200)))
                .hasSize(1);
    }

    @Test
    void bothRulesInForceMustBeSatisfied() {
        open(Acknowledge.RECEIVED);
        core.control(new ControlCommand.Propose(EPOCH, alone(2, Acknowledge.FLUSHED)), this, 2);
        log.end = 200;
        core.appended(2);
        log.written = 200;
        core.written(2);
        assertThat(core.committed()).isEqualTo(100);

        log.flushed = 200;
        core.flushed(3);
        assertThat(core.committed()).isEqualTo(200);
    }

    /** Else power could take it from the one and only member that holds it, after the record calls its log synced. */
    @Test
    void aRuleThatAsksForSyncedIsConfirmedOnlyWhenTheLeaderTooHasSyncedWhatItAcknowledged() {
        open(Acknowledge.RECEIVED);
        log.end = 200;
        core.appended(2);
        log.written = 200;
        core.written(2);
        assertThat(core.committed()).isEqualTo(200);

        core.control(new ControlCommand.Propose(EPOCH, alone(2, Acknowledge.FLUSHED)), this, 3);
        assertThat(isConfirmed()).as("acknowledged, not synced").isFalse();
        log.flushed = 200;
        core.flushed(3);
        assertThat(isConfirmed()).isTrue();
    }

    /** What a follower has only in memory when it comes back counts when it says that it is written. */
    @Test
    void aFollowersHelloCountsForWhatItHasSyncedOnly() {
        open(Acknowledge.RECEIVED);
        MemberName follower = new MemberName("orders-1");
        log.end = 200;
        core.received(
                0,
                new PeerMessage.Hello(
                        ProtocolVersion.SPOKEN, follower, INCARNATION, EPOCH, log.history, 0, log.end(), 100),
                2);
        core.control(
                new ControlCommand.Rule(
                        EPOCH,
                        new QuorumRule(
                                2,
                                new TreeMap<>(Map.of(follower, INCARNATION)),
                                1,
                                CommitRule.SYNCHRONOUS,
                                Acknowledge.RECEIVED)),
                this,
                2);
        log.written = 200;
        core.written(2);
        assertThat(core.committed()).isEqualTo(100);

        core.received(0, new PeerMessage.Ack(EPOCH, 200, 100, 100, 0), 3);
        assertThat(core.committed()).isEqualTo(200);
    }

    private boolean isConfirmed() {
        MemberStatus.Leading leading = Objects.requireNonNull(core.status(3).leading());
        return leading.proposals().getFirst().confirmed();
    }

    /** Elected and opened, its start record ending at 100, synced. */
    private void open(Acknowledge acknowledge) {
        tell(new ControlCommand.Fence(EPOCH, "record"));
        tell(new ControlCommand.Lead(EPOCH, "record", INCARNATION, Position.EMPTY, 3000, false));
        log.end = 100;
        log.written = 100;
        log.flushed = 100;
        log.history = EpochHistory.decode("1@0");
        core.startAppended(1);
        core.memoryComplete(1);
        tell(new ControlCommand.Rule(EPOCH, alone(1, acknowledge)));
        assertThat(core.isOpen()).isTrue();
    }

    private static QuorumRule alone(int number, Acknowledge acknowledge) {
        return new QuorumRule(number, new TreeMap<>(), 0, CommitRule.SYNCHRONOUS, acknowledge);
    }

    private void tell(ControlCommand command) {
        core.control(command, this, 1);
        carryOut(core.takeOutputs());
    }

    private void carryOut(List<Output> first) {
        for (var outputs = first; !outputs.isEmpty(); outputs = core.takeOutputs()) {
            for (Output output : outputs) {
                if (output instanceof Output.Persist persist) {
                    onDisk = persist.state();
                    core.persisted(persist.token(), 1);
                }
            }
        }
    }
}
