package dev.baton.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberLimits;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.Position;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Any operator repeats any command at any time: what was obeyed once changes nothing the second time, nor does it late. */
class RepeatedCommandsTest {
    private static final long MILLIS = 1_000_000;
    private static final Incarnation INCARNATION = new Incarnation("one");

    private final TestLogView log = new TestLogView();
    private final ReplicationCore core = new ReplicationCore(
            new ReplicationCore.Self(new MemberName("orders-0"), INCARNATION, 1, ""),
            CoreSettings.DEFAULT,
            DurableState.NEW,
            log,
            0);
    private long now = 1;

    @Test
    void aLeaderObeysEachOnce() {
        changes(fence(1));
        changesNothing(fence(1));

        assertThat(changes(lead(1))).hasAtLeastOneElementOfType(Output.Elected.class);
        changesNothing(lead(1), fence(1));
        log.reaches(100, "1@0");
        core.startAppended(now);
        core.memoryComplete(now);
        changesNothing(lead(1), fence(1));

        assertThat(changes(rule(1, 1, Acknowledge.FLUSHED))).hasAtLeastOneElementOfType(Output.Opened.class);
        changesNothing(rule(1, 1, Acknowledge.FLUSHED), lead(1), fence(1));

        changes(propose(1, 2, Acknowledge.RECEIVED));
        changesNothing(propose(1, 2, Acknowledge.RECEIVED), rule(1, 1, Acknowledge.FLUSHED));
        changes(rule(1, 2, Acknowledge.RECEIVED));
        changesNothing(
                rule(1, 2, Acknowledge.RECEIVED),
                propose(1, 2, Acknowledge.RECEIVED),
                rule(1, 1, Acknowledge.FLUSHED),
                propose(1, 1, Acknowledge.FLUSHED),
                lead(1),
                fence(1));
        assertThat(core.isOpen()).isTrue();
    }

    @Test
    void aPauseToldTwiceEndsWhenTheFirstOneDoes() {
        open();
        assertThat(changes(pause(1))).hasAtLeastOneElementOfType(Output.WritesPaused.class);
        now += 300 * MILLIS;
        changesNothing(pause(1));
        now += 101 * MILLIS;
        core.tick(now);
        assertThat(core.takeOutputs()).hasAtLeastOneElementOfType(Output.WritesResumed.class);
        assertThat(core.isPaused()).isFalse();
        changesNothing(pause(1));

        changes(pause(2));
        assertThat(changes(resume(2))).hasAtLeastOneElementOfType(Output.WritesResumed.class);
        changesNothing(resume(2), pause(2));
    }

    @Test
    void aPauseThatArrivesAfterItsResumeBeginsNoMore() {
        open();
        changes(resume(1));
        changesNothing(pause(1));
        assertThat(core.isPaused()).isFalse();

        assertThat(changes(pause(2))).hasAtLeastOneElementOfType(Output.WritesPaused.class);
        changesNothing(resume(1));
        assertThat(core.isPaused()).as("a later one than that resume is for").isTrue();
    }

    @Test
    void limitsAreObeyedInAnyRoleUnlessAnOlderOperatorTellsThem() {
        changes(fence(2));
        MemberLimits asked = new MemberLimits(64 << 20, 100);
        assertThat(changes(new ControlCommand.Limit(new Epoch(2), asked)))
                .hasAtLeastOneElementOfType(Output.Answer.class);
        assertThat(core.status(now).limits()).isEqualTo(asked);
        changesNothing(new ControlCommand.Limit(new Epoch(2), asked));
        refusesWithoutChange("STALE", new ControlCommand.Limit(new Epoch(1), new MemberLimits(0, 1)));
        assertThat(core.limits()).isEqualTo(asked);
    }

    @Test
    void aPauseOfAnOperatorThatDoesNotNumberThemBeginsAndEndsAsItSays() {
        open();
        assertThat(changes(pause(ControlCommand.Pause.UNNUMBERED)))
                .hasAtLeastOneElementOfType(Output.WritesPaused.class);
        assertThat(changes(resume(ControlCommand.Pause.UNNUMBERED)))
                .hasAtLeastOneElementOfType(Output.WritesResumed.class);
        assertThat(changes(pause(ControlCommand.Pause.UNNUMBERED)))
                .hasAtLeastOneElementOfType(Output.WritesPaused.class);
        // The next operator counts them, and goes on from what it sees.
        changesNothing(pause(2));
        assertThat(changes(resume(2))).hasAtLeastOneElementOfType(Output.WritesResumed.class);
    }

    @Test
    void aFollowerObeysEachOnceAndNothingOlder() {
        open();
        assertThat(changes(fence(2))).hasAtLeastOneElementOfType(Output.Deposed.class);
        changesNothing(fence(2));

        assertThat(changes(follow(2))).hasAtLeastOneElementOfType(Output.Connect.class);
        changesNothing(follow(2), fence(2));
        assertThat(core.status(now).state()).isEqualTo(MemberState.CONNECTING);

        refusesWithoutChange(
                "STALE",
                fence(1),
                lead(1),
                follow(1),
                rule(1, 1, Acknowledge.FLUSHED),
                propose(1, 9, Acknowledge.FLUSHED),
                pause(1),
                resume(1));
        // Of the epoch it follows in, or of one it never promised: these are for that epoch's leader.
        refusesWithoutChange(
                "REFUSED",
                lead(2),
                lead(3),
                rule(2, 1, Acknowledge.FLUSHED),
                propose(3, 1, Acknowledge.FLUSHED),
                new ControlCommand.Pause(new Epoch(2), 1, 400),
                new ControlCommand.Resume(new Epoch(3), 1));
    }

    @Test
    void toldAgainBeforeTheFirstIsOnDiskItActsOnceAndAnswersBoth() {
        changes(fence(1));
        core.control(lead(1), this, now);
        core.control(lead(1), this, now);
        assertThat(carriedOut())
                .satisfies(outputs ->
                        assertThat(count(outputs, Output.Elected.class)).isEqualTo(1))
                .satisfies(outputs ->
                        assertThat(count(outputs, Output.Answer.class)).isEqualTo(2));

        core.control(follow(2), this, now);
        core.control(follow(2), this, now);
        assertThat(carriedOut())
                .satisfies(outputs ->
                        assertThat(count(outputs, Output.Connect.class)).isEqualTo(1))
                .satisfies(outputs ->
                        assertThat(count(outputs, Output.Answer.class)).isEqualTo(2));
    }

    private void open() {
        changes(fence(1));
        changes(lead(1));
        log.reaches(100, "1@0");
        core.startAppended(now);
        core.memoryComplete(now);
        changes(rule(1, 1, Acknowledge.FLUSHED));
        assertThat(core.isOpen()).isTrue();
    }

    private List<Output> changes(ControlCommand command) {
        MemberStatus before = core.status(now);
        core.control(command, this, now);
        List<Output> outputs = carriedOut();
        assertThat(core.status(now)).as("%s", command).isNotEqualTo(before);
        assertThat(count(outputs, Output.Answer.class)).isEqualTo(1);
        return outputs;
    }

    private void changesNothing(ControlCommand... commands) {
        for (ControlCommand command : commands) {
            MemberStatus before = core.status(now);
            core.control(command, this, now);
            assertThat(carriedOut()).as("%s", command).containsExactly(new Output.Answer(this, before));
            assertThat(core.status(now)).as("%s", command).isEqualTo(before);
        }
    }

    private void refusesWithoutChange(String code, ControlCommand... commands) {
        for (ControlCommand command : commands) {
            MemberStatus before = core.status(now);
            core.control(command, this, now);
            assertThat(carriedOut())
                    .as("%s", command)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Output.Refuse.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(code));
            assertThat(core.status(now)).as("%s", command).isEqualTo(before);
        }
    }

    /** What the core asked for, all of it, with what is to be put on disk there at once. */
    private List<Output> carriedOut() {
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

    private static long count(List<? extends Output> outputs, Class<? extends Output> kind) {
        return outputs.stream().filter(kind::isInstance).count();
    }

    private static ControlCommand fence(long epoch) {
        return new ControlCommand.Fence(new Epoch(epoch), "record");
    }

    private static ControlCommand lead(long epoch) {
        return new ControlCommand.Lead(new Epoch(epoch), "record", INCARNATION, Position.EMPTY, 3000, false);
    }

    private static ControlCommand follow(long epoch) {
        return new ControlCommand.Follow(new Epoch(epoch), "record", new MemberName("orders-1"), "127.0.0.1", 6380);
    }

    private static ControlCommand pause(long number) {
        return new ControlCommand.Pause(new Epoch(1), number, 400);
    }

    private static ControlCommand resume(long number) {
        return new ControlCommand.Resume(new Epoch(1), number);
    }

    private static ControlCommand rule(long epoch, int number, Acknowledge acknowledge) {
        return new ControlCommand.Rule(new Epoch(epoch), alone(number, acknowledge));
    }

    private static ControlCommand propose(long epoch, int number, Acknowledge acknowledge) {
        return new ControlCommand.Propose(new Epoch(epoch), alone(number, acknowledge));
    }

    private static QuorumRule alone(int number, Acknowledge acknowledge) {
        return new QuorumRule(number, new TreeMap<>(), 0, CommitRule.SYNCHRONOUS, acknowledge);
    }
}
