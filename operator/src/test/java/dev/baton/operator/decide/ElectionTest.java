package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.RequestSeen;
import dev.baton.operator.observe.RequestState;
import dev.baton.operator.observe.RequestType;
import dev.baton.protocol.ControlCommand.Fence;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.Position;
import org.junit.jupiter.api.Test;

class ElectionTest {
    private final World world = World.open(3, "orders-1").electing();

    private static Position at(long epoch, long offset) {
        return new Position(new Epoch(epoch), offset);
    }

    private void assertChosen(World in, String name) {
        var swapped = in.swap();
        assertThat(swapped.phase()).isEqualTo(Phase.LED);
        assertThat(swapped.leader()).isEqualTo(new MemberName(name));
        assertThat(swapped.base()).isEqualTo(in.record().base());
    }

    @Test
    void everyoneIsFenced() {
        assertThat(world.told(Fence.class)).hasSize(3);
        assertThat(world.swapped()).isNull();
    }

    @Test
    void pauseDoesNotStopAnElectionOnceBegun() {
        world.paused = true;
        assertThat(world.told(Fence.class)).hasSize(3);
    }

    @Test
    void aFollowerOutsideTheRuleIsNotEnough() {
        world.box(0).dies();
        world.fenced(world.box(2));
        assertThat(world.swapped()).isNull();
        assertThat(world.plan().verdict().waitingFor())
                .containsExactly(new MemberName("orders-0"), new MemberName("orders-1"));
    }

    @Test
    void theFollowerOfTheRuleIsEnough() {
        world.box(0).dies();
        world.fenced(world.box(1));
        assertChosen(world, "orders-1");
    }

    @Test
    void theFollowerOfTheRuleOnANewVolumeCountsForNothing() {
        world.box(0).dies();
        world.fenced(world.box(1));
        world.fenced(world.box(2));
        world.box(1).incarnation = "new volume";
        assertThat(world.swapped()).isNull();
    }

    @Test
    void theBaseLeadersOwnAnswerIsEnoughAndNoLeaseIsWaitedFor() {
        world.box(1).dies();
        world.fenced(world.box(0));
        world.fenced(world.box(2));
        world.box(2).grant = 3000;
        assertChosen(world, "orders-0");
    }

    @Test
    void theFenceIsCountedAgainstTheBaseThroughAFailedLed() {
        // epoch 2 was Led by orders-1, which never opened: the base is still epoch 1
        world.fenced(world.box(1));
        world.record = world.record().led(world.box(1).name, new dev.baton.protocol.Incarnation("orders-1-data"));
        world.electing();
        world.box(0).dies();
        world.box(1).dies();
        world.fenced(world.box(2));
        assertThat(world.swapped()).isNull();
    }

    @Test
    void theGreatestPositionWinsEpochFirst() {
        world.box(0).dies();
        world.fenced(world.box(1));
        world.fenced(world.box(2));
        world.box(1).position = at(1, 900);
        world.box(2).position = at(2, 200);
        assertChosen(world, "orders-2");
    }

    @Test
    void neitherEmptyNorDamagedNorDivergedOnesLead() {
        world.box(0).dies();
        world.fenced(world.box(1));
        world.fenced(world.box(2));
        world.box(2).position = at(7, 900);
        for (MemberState state : new MemberState[] {MemberState.DAMAGED, MemberState.DIVERGED}) {
            world.box(2).state = state;
            assertChosen(world, "orders-1");
        }
        world.box(2).state = MemberState.FENCED;
        world.box(2).position = Position.EMPTY;
        assertChosen(world, "orders-1");
    }

    @Test
    void theLongestGrantIsWaitedOutByItsAge() {
        world.box(0).dies();
        world.fenced(world.box(1));
        world.fenced(world.box(2));
        world.box(2).grant = 2000;
        world.box(2).ageMillis = 1500;
        assertThat(world.swapped()).isNull();
        assertThat(world.plan().wakeAfterMillis()).isPositive().isLessThanOrEqualTo(500);
        world.box(2).ageMillis = 2000;
        assertChosen(world, "orders-1");
    }

    @Test
    void proofOfDeathSparesTheWaitButNotTheFence() {
        world.box(0).refused = true;
        world.box(0).terminatedContainer = "container";
        assertThat(world.swapped()).isNull();
        world.fenced(world.box(1));
        world.box(1).grant = 3000;
        assertChosen(world, "orders-1");
    }

    @Test
    void aFollowerThatAnsweredAndDiedIsNotPassedOverForOneThatHoldsLess() {
        world.box(0).dies();
        world.fenced(world.box(1));
        world.fenced(world.box(2));
        world.box(1).dies();
        world.box(2).position = at(1, 99);
        assertThat(world.swapped()).isNull();
        world.box(2).position = at(1, 100);
        assertChosen(world, "orders-2");
    }

    @Test
    void aloneOnlyTheBaseLeaderItselfMayBeFollowed() {
        World alone = World.open(3).electing();
        alone.fenced(alone.box(1));
        alone.fenced(alone.box(2));
        alone.box(0).refused = true;
        alone.box(0).terminatedContainer = "container";
        assertThat(alone.swapped()).isNull();
        alone.box(0).terminatedContainer = null;
        alone.box(0).refused = false;
        alone.fenced(alone.box(0));
        assertChosen(alone, "orders-0");
    }

    @Test
    void inAsynchronousProofOfDeathReplacesTheFence() {
        World asynchronous =
                World.openAsynchronous(3, 1, "orders-1", "orders-2").electing();
        asynchronous.box(0).refused = true;
        asynchronous.box(0).terminatedContainer = "container";
        asynchronous.box(2).dies();
        asynchronous.fenced(asynchronous.box(1));
        assertChosen(asynchronous, "orders-1");
    }

    @Test
    void ofEqualOnesTheOneAskedForLeads() {
        world.fenced(world.box(0));
        world.fenced(world.box(1));
        world.fenced(world.box(2));
        assertChosen(world, "orders-0");
        world.requests.add(new RequestSeen(
                "r", RequestType.SWITCHOVER, "orders-2", RequestState.ACCEPTED, new Epoch(1), null, 10));
        assertChosen(world, "orders-2");
    }

    @Test
    void theOneAskedForGetsAMomentToAnswer() {
        world.fenced(world.box(0));
        world.requests.add(new RequestSeen(
                "r", RequestType.SWITCHOVER, "orders-2", RequestState.ACCEPTED, new Epoch(1), null, 10));
        assertThat(world.swapped()).isNull();
        world.recordAge = 1000;
        assertChosen(world, "orders-0");
    }

    @Test
    void withoutABaseEveryoneMustAnswer() {
        World founding = World.empty(3);
        founding.plan().actions().forEach(founding::carryOut);
        founding.fenced(founding.box(0));
        founding.fenced(founding.box(1));
        assertThat(founding.swapped()).isNull();
        founding.fenced(founding.box(2));
        assertChosen(founding, "orders-0");
    }

    @Test
    void afterPowerTookEveryoneUnderReceivedAllMustAnswer() {
        World received = World.open(3, "orders-1");
        var rule = received.base().rule();
        received.record = received.record()
                .open(new dev.baton.protocol.QuorumRule(
                        1, rule.followers(), 1, rule.commit(), dev.baton.protocol.Acknowledge.RECEIVED));
        received.electing();
        received.fenced(received.box(1));
        received.box(0).losesPower();
        received.box(1).losesPower();
        assertThat(received.swapped()).isNull();
        received.fenced(received.box(0));
        assertChosen(received, "orders-0");
        assertThat(received.reported()).contains(EventKind.WRITES_MAY_BE_MISSING);
        assertThat(received.all(Action.Mark.class).getFirst().succession().mayMiss())
                .isTrue();
    }

    @Test
    void afterPowerTookTheLeaderAloneAFollowerIsFenceEnoughAndNothingIsMissing() {
        World received = World.open(3, "orders-1");
        received.electing();
        received.box(0).losesPower();
        received.fenced(received.box(0));
        assertThat(received.swapped()).as("what it acknowledged may be gone").isNull();
        received.fenced(received.box(1));
        assertChosen(received, "orders-0");
        assertThat(received.reported()).doesNotContain(EventKind.WRITES_MAY_BE_MISSING);
    }

    @Test
    void powerMayTakeAllOfThemBeforeTheyHeardThatFlushedIsAskedFor() {
        World flushed = World.open(3, "orders-1");
        flushed.electing();
        flushed.box(0).losesPower();
        flushed.box(1).losesPower();
        flushed.fenced(flushed.box(0));
        flushed.fenced(flushed.box(1));
        assertChosen(flushed, "orders-0");
        assertThat(flushed.reported()).contains(EventKind.WRITES_MAY_BE_MISSING);
    }

    @Test
    void otherDataIsNoFenceUnderFlushedHoweverManyAnswer() {
        World flushed = World.open(3, "orders-1");
        flushed.electing();
        flushed.box(0).incarnation = "other 0";
        flushed.box(1).incarnation = "other 1";
        flushed.fenced(flushed.box(0));
        flushed.fenced(flushed.box(1));
        flushed.fenced(flushed.box(2));
        assertThat(flushed.swapped()).isNull();
    }
}
