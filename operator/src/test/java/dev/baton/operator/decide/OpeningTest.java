package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord.Phase;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.QuorumRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpeningTest {
    /** orders-0 is dead; orders-1 was chosen for epoch 2; orders-2 was fenced. */
    private final World world = led(Wish.Mode.SEMI_SYNCHRONOUS);

    private static World led(Wish.Mode mode) {
        World world = World.open(3, "orders-1").mode(mode).electing();
        world.box(0).dies();
        world.fenced(world.box(1));
        world.fenced(world.box(2));
        world.record = world.record().led(world.box(1).name, new Incarnation("orders-1-data"));
        world.recordAge = 0;
        return world;
    }

    private static void starts(World world) {
        for (Action action : world.plan().actions()) {
            world.carryOut(action);
        }
    }

    private void assertNextEpoch() {
        var swapped = world.swap();
        assertThat(swapped.phase()).isEqualTo(Phase.ELECTING);
        assertThat(swapped.epoch()).isEqualTo(new Epoch(3));
        assertThat(swapped.base()).isEqualTo(world.record().base());
    }

    @Test
    void theChosenOneIsToldWhatItAnsweredAndTheOthersToFollowIt() {
        var tells = world.all(Action.Tell.class);
        assertThat(tells)
                .extracting(Action.Tell::command)
                .contains(new ControlCommand.Lead(
                        new Epoch(2), World.UID, new Incarnation("orders-1-data"), world.box(1).position, 3000, false))
                .contains(new ControlCommand.Follow(
                        new Epoch(2), World.UID, new MemberName("orders-1"), "10.0.0.1", 6380));
        assertThat(world.told(ControlCommand.Follow.class)).containsExactly(new MemberName("orders-2"));
    }

    @Test
    void itOpensOnceAFollowerHoldsItsStartRecord() {
        starts(world);
        assertThat(world.swapped()).isNull();
        world.box(2).position = world.box(1).position;
        world.leads(world.box(1), null, List.of());
        var opened = world.swap();
        assertThat(opened.phase()).isEqualTo(Phase.OPEN);
        QuorumRule rule = java.util.Objects.requireNonNull(opened.base()).rule();
        assertThat(rule.number()).isEqualTo(1);
        assertThat(rule.followers()).containsOnlyKeys(new MemberName("orders-2"));
        assertThat(rule.required()).isEqualTo(1);
        assertThat(world.told(ControlCommand.Rule.class)).isEmpty();
    }

    @Test
    void aFollowerOfWhichLeaderAndOperatorSeeDifferentVolumesIsNotTakenIn() {
        starts(world);
        world.box(2).position = world.box(1).position;
        world.leads(world.box(1), null, List.of());
        world.box(2).incarnation = "replaced since";
        assertThat(world.swapped()).isNull();
    }

    @Test
    void synchronousWaitsAMomentForOthersButNotLonger() {
        World synchronous = led(Wish.Mode.SYNCHRONOUS);
        synchronous.box(0).restarts();
        starts(synchronous);
        synchronous.box(2).position = synchronous.box(1).position;
        synchronous.leads(synchronous.box(1), null, List.of());
        synchronous.box(0).position = dev.baton.protocol.Position.EMPTY;
        synchronous.leads(synchronous.box(1), null, List.of());
        assertThat(synchronous.swapped()).isNull();
        synchronous.recordAge = 300;
        assertThat(java.util.Objects.requireNonNull(synchronous.swap().base())
                        .rule()
                        .followers())
                .containsOnlyKeys(new MemberName("orders-2"));
    }

    @Test
    void asynchronousOpensAloneWhenNobodyElseIsUp() {
        World asynchronous = led(Wish.Mode.ASYNCHRONOUS);
        asynchronous.box(2).dies();
        starts(asynchronous);
        var base = java.util.Objects.requireNonNull(asynchronous.swap().base());
        assertThat(base.rule().followers()).isEmpty();
        assertThat(base.rule().commit()).isEqualTo(CommitRule.ASYNCHRONOUS);
    }

    @Test
    void requiredDoesNotOpenAloneAndDoesNotElectAgainEither() {
        world.box(2).dies();
        starts(world);
        world.recordAge = 60_000;
        assertThat(world.swapped()).isNull();
    }

    @Test
    void oneThatRestartedAfterItLedNeedsTheNextEpoch() {
        starts(world);
        world.box(1).restarts();
        assertNextEpoch();
    }

    @Test
    void oneThatRestartedBeforeItLedIsToldAgain() {
        world.box(1).restarts();
        assertThat(world.told(ControlCommand.Lead.class)).hasSize(1);
    }

    @Test
    void oneOnANewVolumeIsNeverTold() {
        world.box(1).incarnation = "new volume";
        assertThat(world.told(ControlCommand.Lead.class)).isEmpty();
        assertNextEpoch();
    }

    @Test
    void oneThatDoesNotAnswerIsFollowedByTheNextEpoch() {
        world.box(1).dies();
        assertThat(world.swapped()).as("just chosen").isNull();
        world.recordAge = 2000;
        assertNextEpoch();
    }

    @Test
    void clientsAreOnTheirWayToItBeforeItOpensAndOnlyThenItCountsAsServing() {
        assertThat(world.all(Action.RouteLeader.class))
                .extracting(Action.RouteLeader::member)
                .containsExactly(new MemberName("orders-1"));
        starts(world);
        assertThat(world.all(Action.RouteLeader.class)).as("once").isEmpty();
        List<Phase> whenServing = new ArrayList<>();
        world.settle(
                20,
                plan -> plan.actions().forEach(action -> {
                    if (action instanceof Action.Mark mark && mark.milestone() == Milestone.SERVING) {
                        whenServing.add(world.record().phase());
                    }
                }));
        assertThat(whenServing).containsExactly(Phase.OPEN);
    }

    @Test
    void aFailoverEndsOpenRoutedAndQuietAndTheOldLeaderFollows() {
        world.settle(20, plan -> {});
        assertThat(world.record().phase()).isEqualTo(Phase.OPEN);
        assertThat(world.routed).isEqualTo(new MemberName("orders-1"));
        world.box(0).restarts();
        world.settle(20, plan -> {});
        assertThat(world.box(0).following).isNotNull();
        assertThat(world.box(0).label).isEqualTo(dev.baton.protocol.MemberRole.FOLLOWER);
        assertThat(world.plan().actions()).isEmpty();
    }
}
