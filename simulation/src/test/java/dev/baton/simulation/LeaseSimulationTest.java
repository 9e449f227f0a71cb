package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The right to answer: findings F7, F9 and F10, invariants I3 and I5. */
class LeaseSimulationTest {

    @Test
    void aLeaderCutOffFromItsFollowersServesNoReadOnceItsLeaseEnded() {
        Hand hand = Hand.synchronous().begun();
        hand.write("a");
        hand.cutOff("a");
        hand.pass(Hand.LEASE_MILLIS + 100);

        Hand.Asked read = hand.read("a");
        hand.pass(3000);

        assertThat(read.isPending()).isTrue();
    }

    @Test
    void anAsynchronousLeaderCutOffAcknowledgesNothingOnceItsLeaseEnded() {
        Hand hand = Hand.asynchronous().begun("b");
        hand.write("a");
        hand.cutOff("a");
        hand.pass(Hand.LEASE_MILLIS + 100);

        Hand.Asked w = hand.append("a");
        hand.pass(3000);
        assertThat(w.isPending()).isTrue();

        hand.elect("b", 2, "b", "c");
        hand.heal();
        hand.fence("a", 2);
        assertThat(w.answer()).isInstanceOf(SimNode.Response.Unknown.class);
    }

    @Test
    void aFrozenLeaderThatWakesAnswersNothing() {
        Hand hand = Hand.asynchronous().begun("b");
        hand.write("a");
        hand.node("a").freeze();
        hand.pass(Hand.LEASE_MILLIS + 500);
        hand.elect("b", 2, "b", "c");
        hand.follow("c", "b", 2);
        hand.open("b", 2, hand.ruleOf(1, "c"));
        hand.write("b");
        Hand.Asked w = hand.append("a");
        Hand.Asked read = hand.read("a");

        hand.node("a").thaw();
        hand.pass(3000);

        assertThat(w.isPending()).isTrue();
        assertThat(read.isPending()).isTrue();
    }

    @Test
    void aRestartedFollowerCountsItsLeaseAsGrantedInFull() {
        Hand hand = Hand.synchronous().begun();
        hand.pass(500);
        hand.restart("b");

        long grant = hand.fence("b", 2 - 1).grantMillis();
        assertThat(grant).isBetween(Hand.LEASE_MILLIS - 200, Hand.LEASE_MILLIS);
    }

    @Test
    void aFencedFollowerGrantsNothingAndAcknowledgesNothing() {
        Hand hand = Hand.synchronous().begun();
        hand.write("a");
        hand.swapToElecting(2);
        hand.fence("b", 2);
        hand.pass(Hand.LEASE_MILLIS + 100);

        Hand.Asked w = hand.append("a");
        Hand.Asked read = hand.read("a");
        hand.pass(3000);

        assertThat(w.isPending()).isTrue();
        assertThat(read.isPending()).isTrue();
    }

    @Test
    void aLeaderAloneNeedsNobodysGrant() {
        Hand hand = Hand.synchronous().begun();
        hand.propose("a", 1, hand.ruleOf(2));
        hand.swap(hand.record().open(hand.ruleOf(2)));
        hand.rule("a", 1, hand.ruleOf(2));
        hand.cutOff("a");
        hand.pass(5000);

        hand.write("a");
        Hand.Asked read = hand.read("a");
        hand.pass(1);
        assertThat(read.isPending()).isFalse();
    }
}
