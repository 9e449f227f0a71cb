package dev.baton.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.operator.observe.Wish;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleChangeTest {
    private final World world = World.open(3, "orders-1");

    private QuorumRule proposed(World in) {
        var tells = in.all(Action.Tell.class).stream()
                .map(Action.Tell::command)
                .filter(ControlCommand.Propose.class::isInstance)
                .map(ControlCommand.Propose.class::cast)
                .toList();
        assertThat(tells).hasSize(1);
        return tells.getFirst().rule();
    }

    private void gone(World in, int member, long silent) {
        in.box(member).refused = true;
        in.box(member).silent = silent;
        in.leads(in.box(0), in.base().rule(), List.of());
    }

    @Test
    void aLeaderBehindTheRecordIsToldItsRule() {
        world.record = world.record().open(world.rule(2, 1, CommitRule.SYNCHRONOUS, "orders-2"));
        assertThat(world.told(ControlCommand.Rule.class)).containsExactly(new MemberName("orders-0"));
    }

    @Test
    void aDeadFollowerIsReplacedByAnotherThatIsLevel() {
        gone(world, 1, 1000);
        QuorumRule rule = proposed(world);
        assertThat(rule.number()).isEqualTo(2);
        assertThat(rule.followers()).containsOnlyKeys(new MemberName("orders-2"));
        assertThat(world.swapped()).isNull();
    }

    @Test
    void aHiccupReplacesNobody() {
        gone(world, 1, 200);
        assertThat(world.all(Action.Tell.class)).isEmpty();
    }

    @Test
    void requiredKeepsADeadFollowerWhenThereIsNoOther() {
        gone(world, 1, 5000);
        gone(world, 2, 5000);
        assertThat(world.all(Action.Tell.class)).isEmpty();
        assertThat(world.swapped()).isNull();
        assertThat(world.plan().verdict().available()).isFalse();
    }

    @Test
    void preferredGoesAloneSaysSoAndComesBack() {
        world.preferred();
        gone(world, 1, 5000);
        gone(world, 2, 5000);
        assertThat(proposed(world).followers()).isEmpty();
        world.settle(20, plan -> {});
        assertThat(world.base().rule().followers()).isEmpty();
        assertThat(world.plan().verdict().available()).isTrue();
        assertThat(world.plan().verdict().failover().ready()).isFalse();
        assertThat(world.plan().verdict().failover().reason()).isEqualTo(FailoverReadiness.Reason.GONE_ALONE);
        world.box(2).restarts();
        world.streams(world.box(2));
        world.box(2).position = world.box(0).position;
        world.leads(world.box(0), world.base().rule(), List.of());
        world.settle(20, plan -> {});
        assertThat(world.base().rule().followers()).containsOnlyKeys(new MemberName("orders-2"));
        assertThat(world.plan().verdict().failover().ready()).isTrue();
    }

    @Test
    void preferredTakesFewerThanAskedButNotFewerThanThereAre() {
        World synchronous = World.open(3, "orders-1", "orders-2").mode(Wish.Mode.SYNCHRONOUS);
        synchronous.preferred();
        assertThat(synchronous.plan().actions()).isEmpty();
        gone(synchronous, 2, 1000);
        assertThat(proposed(synchronous).followers()).containsOnlyKeys(new MemberName("orders-1"));
    }

    @Test
    void aFollowerThatPowerTookIsTakenBackAsWhatItIsNow() {
        world.box(2).dies();
        world.box(1).losesPower();
        world.streams(world.box(1));
        world.leads(world.box(0), world.base().rule(), List.of());
        assertThat(proposed(world).followers())
                .containsEntry(new MemberName("orders-1"), new dev.baton.protocol.Incarnation("orders-1-data.1"));
    }

    @Test
    void aConfirmedProposalIsSwappedInAndToldOnlyAfterwards() {
        gone(world, 1, 1000);
        QuorumRule next = world.rule(2, 1, CommitRule.SYNCHRONOUS, "orders-2");
        world.leads(world.box(0), world.base().rule(), List.of(new MemberStatus.Proposal(next, false)));
        assertThat(world.swapped()).isNull();
        assertThat(world.told(ControlCommand.Propose.class))
                .as("proposed already")
                .isEmpty();
        world.leads(world.box(0), world.base().rule(), List.of(new MemberStatus.Proposal(next, true)));
        assertThat(java.util.Objects.requireNonNull(world.swap().base()).rule()).isEqualTo(next);
        assertThat(world.told(ControlCommand.Rule.class)).isEmpty();
    }

    @Test
    void aStrangersProposalIsWithdrawnByTheOldContentUnderItsNumber() {
        QuorumRule strangers = world.rule(2, 1, CommitRule.SYNCHRONOUS, "orders-2");
        world.leads(world.box(0), world.base().rule(), List.of(new MemberStatus.Proposal(strangers, false)));
        QuorumRule swapped =
                java.util.Objects.requireNonNull(world.swap().base()).rule();
        assertThat(swapped.number()).isEqualTo(2);
        assertThat(swapped.sameContent(world.base().rule())).isTrue();
    }

    @Test
    void synchronousTakesInEveryFollowerThatIsLevel() {
        world.mode(Wish.Mode.SYNCHRONOUS);
        QuorumRule rule = proposed(world);
        assertThat(rule.followers()).hasSize(2);
        assertThat(rule.required()).isEqualTo(2);
    }

    @Test
    void synchronousDoesWithoutADeadOne() {
        World synchronous = World.open(3, "orders-1", "orders-2").mode(Wish.Mode.SYNCHRONOUS);
        assertThat(synchronous.plan().actions()).isEmpty();
        gone(synchronous, 2, 1000);
        assertThat(proposed(synchronous).followers()).containsOnlyKeys(new MemberName("orders-1"));
    }

    @Test
    void asynchronousShrinksToNobody() {
        World asynchronous = World.openAsynchronous(3, 1, "orders-1", "orders-2");
        assertThat(asynchronous.plan().actions()).isEmpty();
        gone(asynchronous, 1, 1000);
        assertThat(proposed(asynchronous).followers()).containsOnlyKeys(new MemberName("orders-2"));
        gone(asynchronous, 2, 1000);
        QuorumRule alone = proposed(asynchronous);
        assertThat(alone.followers()).isEmpty();
        assertThat(alone.required()).isZero();
    }

    @Test
    void asynchronousAsksForAMajorityWithTheLeader() {
        World five = World.open(5, "orders-1").mode(Wish.Mode.ASYNCHRONOUS);
        QuorumRule rule = proposed(five);
        assertThat(rule.followers()).hasSize(4);
        assertThat(rule.required()).isEqualTo(2);
        assertThat(rule.commit()).isEqualTo(CommitRule.ASYNCHRONOUS);
    }

    @Test
    void aFollowerThatLostItsVolumeCountsAgainOnlyOnceItIsLevelAnew() {
        world.box(2).dies();
        world.box(1).incarnation = "new volume";
        world.box(1).position = dev.baton.protocol.Position.EMPTY;
        world.leads(world.box(0), world.base().rule(), List.of());
        assertThat(world.told(ControlCommand.Propose.class)).isEmpty();
        world.box(1).position = world.box(0).position;
        world.leads(world.box(0), world.base().rule(), List.of());
        assertThat(proposed(world).followers())
                .containsEntry(new MemberName("orders-1"), new dev.baton.protocol.Incarnation("new volume"));
    }

    @Test
    void aMemberBeyondTheSpecLeavesTheRule() {
        world.box(1).inSpec = false;
        assertThat(proposed(world).followers()).containsOnlyKeys(new MemberName("orders-2"));
    }

    @Test
    void aDeadFollowerIsReplacedFromEndToEnd() {
        gone(world, 1, 1000);
        world.settle(20, plan -> {});
        assertThat(world.base().rule().number()).isEqualTo(2);
        assertThat(world.base().rule().followers()).containsOnlyKeys(new MemberName("orders-2"));
        assertThat(java.util.Objects.requireNonNull(world.box(0).leading).proposals())
                .isEmpty();
    }
}
