package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.QuorumRule;
import org.junit.jupiter.api.Test;

/** Changing the rule while a leader serves: findings F2, F6 and F10. */
class NumberedRulesSimulationTest {
    private final Hand hand = Hand.synchronous().begun();

    @Test
    void aProposalIsRequiredBesidesTheRuleInForce() {
        hand.propose("a", 1, hand.ruleOf(2, "c"));
        hand.cutOff("c");

        Hand.Asked w = hand.append("a");
        hand.pass(500);
        assertThat(w.isPending()).as("B has it, C hasn't").isTrue();

        hand.heal();
        hand.until("C has it too", w::isAcknowledged);
    }

    @Test
    void aRivalsProposalOfTheSameNumberIsDroppedOnceTheRecordHoldsTheOther() {
        QuorumRule kept = hand.ruleOf(2, "c");
        hand.propose("a", 1, kept);
        hand.until("C confirms", () -> confirmed(kept));
        hand.swap(hand.record().open(kept));
        // The first operator dies before it tells A; a second one, which read the old record, proposes its own number
        // 2.
        hand.propose("a", 1, hand.ruleOf(2, "b", "c"));

        hand.rule("a", 1, kept);

        assertThat(leading().rule()).isEqualTo(kept);
        assertThat(leading().proposals()).isEmpty();
        hand.cutOff("b");
        hand.write("a");
    }

    @Test
    void aLateWordOfAnOlderRuleChangesNothing() {
        QuorumRule newer = hand.ruleOf(2, "c");
        hand.propose("a", 1, newer);
        hand.until("C confirms", () -> confirmed(newer));
        hand.swap(hand.record().open(newer));
        hand.rule("a", 1, newer);

        hand.rule("a", 1, hand.ruleOf(1, "b"));
        hand.lead("a", 1);

        assertThat(leading().rule()).isEqualTo(newer);
        hand.cutOff("c");
        Hand.Asked w = hand.append("a");
        hand.pass(500);
        assertThat(w.isPending()).isTrue();
    }

    @Test
    void aNewcomerConfirmsOnlyWithTheStartRecordAndAllThatWasAcknowledged() {
        hand.cutOff("c");
        hand.write("a");
        hand.propose("a", 1, hand.ruleOf(2, "c"));
        hand.pass(1000);
        assertThat(confirmed(hand.ruleOf(2, "c"))).isFalse();

        hand.heal();
        hand.until("C confirms", () -> confirmed(hand.ruleOf(2, "c")));
    }

    @Test
    void theLeaseNeedsTheProposalsGrantToo() {
        hand.cutOff("c");
        hand.pass(2000);
        hand.write("a");
        hand.propose("a", 1, hand.ruleOf(2, "c"));

        Hand.Asked read = hand.read("a");
        hand.pass(500);

        assertThat(read.isPending()).isTrue();
        hand.heal();
        hand.until("C grants", () -> !read.isPending());
    }

    private MemberStatus.Leading leading() {
        MemberStatus.Leading leading = hand.status("a").leading();
        assertThat(leading).isNotNull();
        return java.util.Objects.requireNonNull(leading);
    }

    private boolean confirmed(QuorumRule rule) {
        return leading().proposals().contains(new MemberStatus.Proposal(rule, true));
    }
}
