package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a lost volume or a restart may not do: findings F3 and F4, invariants I1 and I6. */
class IncarnationSimulationTest {
    private final Hand hand = Hand.synchronous().begun();

    @Test
    void aMemberLeadsAnEpochAtMostOnce() {
        hand.restart("a");

        SimNode.Reply reply = hand.lead("a", 1);

        assertThat(reply.refusal()).startsWith("REFUSED").contains("led epoch 1 before");
    }

    @Test
    void aMemberWithANewVolumeRefusesToLead() {
        hand.write("a");
        var incarnation = hand.node("b").volume().incarnation;
        hand.swapToElecting(2);
        var position = hand.fence("b", 2).position();
        hand.node("b").loseVolume();
        hand.node("b").start();
        hand.fence("b", 2);

        SimNode.Reply reply = hand.lead("b", 2, incarnation, position);

        assertThat(reply.refusal()).startsWith("REFUSED").contains("its volume was replaced");
    }

    @Test
    void aMemberWithAShorterLogThanItAnsweredRefusesToLead() {
        hand.write("a");
        hand.swapToElecting(2);
        hand.fence("c", 2);

        SimNode.Reply reply = hand.lead(
                "c", 2, hand.node("c").volume().incarnation, hand.status("a").end());

        if (hand.status("c").position().compareTo(hand.status("a").end()) < 0) {
            assertThat(reply.refusal()).startsWith("REFUSED");
        } else {
            assertThat(reply.status()).isNotNull();
        }
    }

    @Test
    void aFollowerWithANewVolumeCountsForNothing() {
        hand.write("a");
        hand.node("b").loseVolume();
        hand.node("b").start();
        hand.fence("b", 1);
        hand.follow("b", "a", 1);
        hand.until(
                "b holds all of a's",
                () -> hand.status("b").end().equals(hand.status("a").end()));

        Hand.Asked w = hand.append("a");
        hand.pass(2000);

        assertThat(w.isPending()).as("the rule names the old incarnation of b").isTrue();
        hand.propose("a", 1, hand.ruleOf(2, "b"));
        hand.pass(500);
        hand.swap(hand.record().open(hand.ruleOf(2, "b")));
        hand.rule("a", 1, hand.ruleOf(2, "b"));
        hand.until("the record names the new one", w::isAcknowledged);
    }

    @Test
    void anEmptyMemberIsSeededOnceThereIsALeaderWithData() {
        for (int i = 0; i < 5; i++) {
            hand.write("a");
        }
        hand.node("c").loseVolume();
        hand.node("c").start();
        hand.follow("c", "a", 1);

        hand.until("c has all", () -> hand.memory("c").equals(hand.memory("a")));
        assertThat(hand.status("c").logStart()).isPositive();
    }
}
