package dev.baton.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class QuorumRuleTest {
    private static final MemberName A = new MemberName("a");
    private static final MemberName B = new MemberName("b");
    private static final MemberName C = new MemberName("c");
    private static final Incarnation ONE = new Incarnation("1");

    private static QuorumRule rule(int required, MemberName... followers) {
        TreeMap<MemberName, Incarnation> map = new TreeMap<>();
        for (MemberName follower : followers) {
            map.put(follower, ONE);
        }
        return new QuorumRule(1, map, required, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED);
    }

    @Test
    void everyFenceMeetsEveryQuorum() {
        for (int required = 1; required <= 3; required++) {
            QuorumRule rule = rule(required, A, B, C);
            assertThat(rule.fenceSize() + rule.required()).isEqualTo(4);
        }
    }

    @Test
    void withNobodyElseNoFenceIsEnough() {
        assertThat(rule(0).fenceSize()).isEqualTo(Integer.MAX_VALUE);
        assertThat(rule(0).agreed(follower -> 0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void agreedIsTheKthLargest() {
        Map<MemberName, Long> reached = Map.of(A, 5L, B, 9L, C, 7L);
        assertThat(rule(1, A, B, C).agreed(f -> reached.get(f.getKey()))).isEqualTo(9);
        assertThat(rule(2, A, B, C).agreed(f -> reached.get(f.getKey()))).isEqualTo(7);
        assertThat(rule(3, A, B, C).agreed(f -> reached.get(f.getKey()))).isEqualTo(5);
    }

    @Test
    void refusesToAskForNobodyOfSomebody() {
        assertThatThrownBy(() -> rule(0, A)).hasMessageContaining("at least one");
        assertThatThrownBy(() -> rule(2, A)).hasMessageContaining("0 to |S|");
    }

    @Test
    void readsWhatItWrote() {
        assertThat(QuorumRule.decode(rule(1, A, B).encode())).isEqualTo(rule(1, A, B));
        assertThat(QuorumRule.decode(rule(0).encode())).isEqualTo(rule(0));
    }
}
