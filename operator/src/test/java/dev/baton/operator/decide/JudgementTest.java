package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberState;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private final World world = World.open(3, "orders-1");

    private void assertFailoverBegins() {
        var swapped = world.swap();
        assertThat(swapped.phase()).isEqualTo(Phase.ELECTING);
        assertThat(swapped.epoch()).isEqualTo(new Epoch(2));
        assertThat(swapped.base()).isEqualTo(world.record().base());
        assertThat(world.all(Action.Tell.class))
                .as("nothing is told of an epoch the record doesn't hold yet")
                .isEmpty();
    }

    @Test
    void aHealthyDatabaseIsLeftAlone() {
        assertThat(world.plan().actions()).isEmpty();
        assertThat(world.plan().wakeAfterMillis()).isEqualTo(Timing.DEFAULT.idle());
    }

    @Test
    void oneSlowProbeIsNothing() {
        world.box(0).silent = 600;
        assertThat(world.swapped()).isNull();
    }

    @Test
    void theOperatorAloneIsNotEnough() {
        world.box(0).silent = 30_000;
        assertThat(world.swapped()).isNull();
    }

    @Test
    void aLeaderThatIsNotUnderstoodLives() {
        world.box(0).notUnderstood = "it speaks another version";
        world.recordAge = 60_000;
        assertThat(world.swapped()).isNull();
        assertThat(world.all(Action.ReplacePod.class)).isEmpty();
        World alone = World.open(3);
        alone.box(0).notUnderstood = "it speaks another version";
        alone.recordAge = 60_000;
        assertThat(alone.swapped()).isNull();
    }

    @Test
    void aFollowerAloneIsNotEnough() {
        world.hears(world.box(1), false, 30_000, 5);
        assertThat(world.swapped()).isNull();
    }

    @Test
    void theOperatorAndAFollowerOfTheRuleAgree() {
        world.box(0).silent = 1000;
        world.hears(world.box(1), true, 1000, 0);
        assertFailoverBegins();
    }

    @Test
    void aFollowerOutsideTheRuleIsNoJudge() {
        world.box(0).silent = 1000;
        world.hears(world.box(2), true, 5000, 0);
        assertThat(world.swapped()).isNull();
    }

    @Test
    void aFollowerOnAnotherVolumeIsNoJudge() {
        world.box(0).silent = 1000;
        world.hears(world.box(1), true, 5000, 0);
        world.box(1).incarnation = "another";
        assertThat(world.swapped()).isNull();
    }

    @Test
    void refusedConnectionsAreBelievedSooner() {
        world.box(0).refused = true;
        world.box(0).silent = 350;
        world.hears(world.box(1), false, 350, 0);
        assertFailoverBegins();
    }

    @Test
    void theKubeletsWordIsProof() {
        world.box(0).refused = true;
        world.box(0).terminatedContainer = "container";
        assertFailoverBegins();
    }

    @Test
    void anotherContainersEndIsNoProof() {
        world.box(0).refused = true;
        world.box(0).terminatedContainer = "an earlier one";
        assertThat(world.swapped()).isNull();
    }

    @Test
    void aLeaderThatAnswersIsAliveWhateverALatePodStatusSays() {
        world.box(0).terminatedContainer = "container";
        assertThat(world.swapped()).isNull();
    }

    @Test
    void aRestartedLeaderNeedsANewEpoch() {
        world.box(0).restarts();
        assertFailoverBegins();
    }

    @Test
    void aWedgedDiskIsADeadLeader() {
        world.box(0).canary = 2500;
        world.hears(world.box(1), true, 20, 2500);
        assertFailoverBegins();
    }

    @Test
    void aVeryOldAppendNeedsOneJudge() {
        world.box(0).canary = 6500;
        assertFailoverBegins();
    }

    @Test
    void aFollowerThatIsCutOffIsNoWitnessOfAStuckDisk() {
        world.hears(world.box(1), false, 60_000, 3);
        assertThat(world.swapped()).isNull();
    }

    @Test
    void pauseForbids() {
        world.paused = true;
        world.box(0).restarts();
        assertThat(world.swapped()).isNull();
        assertThat(world.plan().verdict().judgement()).contains("paused");
    }

    @Test
    void manualForbidsButNotForALeaderThatOnlyRestarted() {
        world.policy(Wish.FailoverPolicy.MANUAL);
        world.box(0).silent = 5000;
        world.hears(world.box(1), true, 5000, 0);
        assertThat(world.swapped()).isNull();
        world.box(0).restarts();
        assertFailoverBegins();
    }

    @Test
    void aloneItsSilenceBeginsNothing() {
        World alone = World.open(3);
        alone.box(0).dies();
        assertThat(alone.swapped()).isNull();
        assertThat(alone.plan().verdict().failover().reason()).isEqualTo(FailoverReadiness.Reason.GONE_ALONE);
    }

    @Test
    void aLeaderThatPowerTookIsReplacedByWhoHoldsWhatItAcknowledged() {
        world.box(0).losesPower();
        assertFailoverBegins();
    }

    @Test
    void aLeaderThatPowerTookWaitsWhereNobodyElseHoldsWhatItAcknowledged() {
        world.box(0).losesPower();
        world.box(1).dies();
        assertThat(world.swapped()).isNull();
        world.box(1).losesPower();
        assertFailoverBegins();
    }

    @Test
    void aloneItLeadsAgainAfterAPowerLoss() {
        World alone = World.open(3);
        alone.box(0).losesPower();
        assertThat(alone.swap().phase()).isEqualTo(Phase.ELECTING);
        alone.electing();
        alone.fenced(alone.box(1));
        alone.fenced(alone.box(2));
        assertThat(alone.swapped()).as("only its own answer counts").isNull();
        alone.fenced(alone.box(0));
        assertThat(alone.swap().phase()).isEqualTo(Phase.LED);
        assertThat(alone.reported()).contains(EventKind.WRITES_MAY_BE_MISSING);
    }

    @Test
    void aSingleMemberLeadsAgainAfterAPowerLossInTheAsynchronousModeToo() {
        World single = World.openAsynchronous(1, 0);
        single.box(0).losesPower();
        assertThat(single.swap().phase()).isEqualTo(Phase.ELECTING);
    }

    @Test
    void aFenceThatCannotBeHadIsNotBegun() {
        World asynchronous = World.openAsynchronous(3, 1, "orders-1", "orders-2");
        asynchronous.box(0).silent = 2000;
        asynchronous.hears(asynchronous.box(1), true, 2000, 0);
        asynchronous.box(2).dies();
        assertThat(asynchronous.swapped()).isNull();
        assertThat(asynchronous.plan().verdict().judgement()).contains("orders-2");
        asynchronous.box(2).refused = false;
        asynchronous.box(2).silent = 0;
        assertThat(asynchronous.swapped()).isNotNull();
    }

    @Test
    void maxLagForbidsInAsynchronous() {
        World asynchronous = World.openAsynchronous(2, 1, "orders-1");
        asynchronous.wish = World.wish(asynchronous.wish, 2, Wish.Mode.ASYNCHRONOUS, 10L);
        asynchronous.box(0).silent = 2000;
        asynchronous.hears(asynchronous.box(1), true, 2000, 0);
        asynchronous.box(1).position = new dev.baton.protocol.Position(new Epoch(1), 80);
        assertThat(asynchronous.swapped()).isNull();
        asynchronous.box(1).position = new dev.baton.protocol.Position(new Epoch(1), 95);
        assertThat(asynchronous.swapped()).isNotNull();
    }

    @Test
    void aDamagedFollowerMakesNoFence() {
        world.box(1).state = MemberState.DAMAGED;
        assertThat(world.plan().verdict().failover().reason()).isEqualTo(FailoverReadiness.Reason.FENCE_TOO_SMALL);
    }

    @Test
    void aSingleMemberThatLostItsDataIsNeverElectedAndAPersonIsTold() {
        World single = World.open(1);
        var box = single.box(0);
        box.restarts();
        box.incarnation = "another";
        box.position = dev.baton.protocol.Position.EMPTY;
        box.committed = 0;
        box.state = MemberState.DAMAGED;
        assertThat(single.swapped()).isNull();
        assertThat(single.all(Action.Tell.class)).isEmpty();
        assertThat(single.plan().verdict().stalled()).contains("orders-0", "lost its data");
    }

    @Test
    void aDamagedLeaderIsReplacedByItsFollowerAndThenSeeded() {
        var box = world.box(0);
        box.restarts();
        box.incarnation = "another";
        box.position = dev.baton.protocol.Position.EMPTY;
        box.committed = 0;
        box.state = MemberState.DAMAGED;
        world.box(1).silent = 0;
        world.hears(world.box(1), false, 5000, 0);
        assertThat(world.swap().epoch()).isEqualTo(new Epoch(2));
        assertThat(world.plan().verdict().stalled()).isEmpty();
    }
}
