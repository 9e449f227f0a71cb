package dev.baton.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The record's phases and its base: finding F1. */
class LeadershipRecordSimulationTest {
    private final Hand hand = Hand.synchronous();

    @Test
    void aLeaderAcknowledgesNothingBeforeTheRecordIsOpen() {
        hand.elect("a", 1, "a", "b", "c");
        hand.follow("b", "a", 1);
        hand.pass(1000);

        Hand.Asked early = hand.append("a");
        hand.pass(1000);

        assertThat(early.answer()).isInstanceOf(SimNode.Response.Refused.class);
        assertThat(hand.status("b").end()).isEqualTo(hand.status("a").end());
    }

    @Test
    void anAcknowledgedWriteSurvivesALeaderChosenAndLostBeforeItOpened() {
        hand.begun();
        hand.cutOff("c");
        long w = hand.write("a");

        // B's answer is fence enough; B is chosen, told to lead, and dies before anybody has its start record.
        hand.node("a").powerLoss();
        hand.elect("b", 2, "b");
        hand.node("b").kill();
        hand.heal();

        // The base is still A with rule {B}: C alone is no fence, and B's answer is awaited.
        assertThat(requireNonNull(hand.record().base()).rule().followers()).containsKey(hand.node("b").name);
        hand.swapToElecting(3);
        hand.fence("c", 3);
        hand.node("b").start();
        hand.fence("b", 3);
        assertThat(hand.status("b").position()).isGreaterThan(hand.status("c").position());
        hand.chooseAndLead("b", 3);
        hand.follow("c", "b", 3);
        hand.open("b", 3, hand.ruleOf(1, "c"));

        assertThat(hand.memory("b")).contains(w);
        hand.write("b");
        hand.until("c applies it", () -> hand.memory("c").contains(w));
    }

    @Test
    void takingTheRuleOfALeaderThatNeverOpenedForTheBaseIsSeenAtOnce() {
        hand.begun();
        hand.cutOff("c");
        hand.write("a");
        hand.elect("a", 2, "a");

        // What the design forbids: the new rule in the record before C holds what was acknowledged.
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> {
                    hand.swap(hand.record().open(hand.ruleOf(1, "c")));
                    hand.pass(100);
                }))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("I8");
    }
}
