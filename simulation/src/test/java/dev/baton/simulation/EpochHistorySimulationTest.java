package dev.baton.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.MemberState;
import org.junit.jupiter.api.Test;

/** Where two logs part, and what is cut: the leader's and the follower's epoch histories are compared. */
class EpochHistorySimulationTest {
    private final Hand hand = Hand.synchronous().begun();

    @Test
    void aDeposedLeaderCutsWhatNobodyElseHadAndFollows() {
        long kept = hand.write("a");
        hand.cutOff("a");
        Hand.Asked lost = hand.append("a");
        hand.pass(100);
        hand.elect("b", 2, "b", "c");
        hand.follow("c", "b", 2);
        hand.open("b", 2, hand.ruleOf(1, "c"));
        long later = hand.write("b");

        hand.heal();
        hand.follow("a", "b", 2);

        hand.until("a has all of b's", () -> hand.memory("a").contains(later));
        assertThat(lost.answer()).isInstanceOf(SimNode.Response.Unknown.class);
        assertThat(hand.memory("a")).containsExactly(kept, later);
        assertThat(requireNonNull(hand.status("a").lastCut()).writes()).isEqualTo(1);
        assertThat(hand.status("a").logStart()).as("cut, not seeded").isZero();
    }

    @Test
    void aShorterLogOfALaterEpochIsAheadOfALongerOneOfAnEarlier() {
        hand.cutOff("a");
        for (int i = 0; i < 20; i++) {
            hand.append("a");
        }
        hand.pass(100);
        hand.elect("b", 2, "b", "c");

        hand.heal();
        hand.fence("a", 3 - 1);
        assertThat(hand.status("b").end()).isGreaterThan(hand.status("a").end());
        assertThat(hand.status("b").end().offset())
                .isLessThan(hand.status("a").end().offset());
    }

    @Test
    void anEpochThatNobodyElseSawIsCutByTheNext() {
        long kept = hand.write("a");
        hand.cutOff("b");
        hand.elect("b", 2, "b"); // writes its start record, which reaches nobody
        hand.node("b").kill();
        hand.heal();
        hand.elect("a", 3, "a", "c");
        hand.follow("c", "a", 3);
        hand.node("b").start();
        hand.follow("b", "a", 3);
        hand.open("a", 3, hand.ruleOf(1, "b"));

        assertThat(hand.status("b").promise().led().number()).isEqualTo(2);
        assertThat(hand.node("b").running().log.history())
                .isEqualTo(hand.node("a").running().log.history());
        assertThat(hand.memory("a")).containsExactly(kept);
    }

    @Test
    void aFollowerThatMissedWhatTheLogNoLongerHasIsSeeded() {
        hand.node("c").kill();
        for (int i = 0; i < 30; i++) {
            hand.write("a");
        }
        hand.pass(200);
        assertThat(hand.node("a").running().trim()).isTrue();

        hand.node("c").start();

        hand.until("c has all", () -> hand.memory("c").equals(hand.memory("a")));
        hand.until("c streams", () -> hand.status("c").state() == MemberState.STREAMING);
        assertThat(hand.status("c").logStart()).isPositive();
    }

    @Test
    void aFollowerThatMissedLittleContinuesFromTheLog() {
        hand.node("c").kill();
        hand.write("a");
        hand.node("c").start();
        hand.until("c has all", () -> hand.memory("c").equals(hand.memory("a")));
        assertThat(hand.status("c").logStart()).isZero();
    }
}
