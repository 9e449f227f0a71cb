package dev.baton.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MemberStatusCodecTest {
    private static final QuorumRule RULE = new QuorumRule(
            3,
            new TreeMap<>(java.util.Map.of(new MemberName("orders-1"), new Incarnation("91aa"))),
            1,
            CommitRule.SYNCHRONOUS,
            Acknowledge.FLUSHED);

    private static MemberStatus leader() {
        return new MemberStatus(
                new MemberName("orders-0"),
                new Incarnation("5f0c"),
                4,
                "boot",
                1,
                MemberState.OPEN,
                new Promise(new Epoch(7), new Epoch(7), "uid-1", 3),
                Position.parse("7:900"),
                Position.parse("7:1000"),
                64,
                900,
                1000,
                false,
                true,
                0,
                12,
                new MemberStatus.Leading(
                        new Epoch(7),
                        300,
                        true,
                        true,
                        RULE,
                        List.of(new MemberStatus.Proposal(RULE.numbered(4), false)),
                        List.of(new MemberStatus.FollowerProgress(
                                new MemberName("orders-1"), new Incarnation("91aa"), 900, true, 15)),
                        2500,
                        0,
                        3000,
                        4),
                null,
                new MemberStatus.Cut(new Epoch(5), 100, 150, 2),
                "disk slow");
    }

    @Test
    void readsWhatItWrote() {
        assertThat(MemberStatusCodec.decode(MemberStatusCodec.encode(leader()))).isEqualTo(leader());
    }

    @Test
    void passesOverNamesOfANewerMember() {
        List<String> words = new ArrayList<>(MemberStatusCodec.encode(leader()));
        words.add("colour");
        words.add("green");
        assertThat(MemberStatusCodec.decode(words)).isEqualTo(leader());
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> MemberStatusCodec.decode(List.of("member", "orders-0")))
                .hasMessageContaining("lacks 'incarnation'");
    }
}
