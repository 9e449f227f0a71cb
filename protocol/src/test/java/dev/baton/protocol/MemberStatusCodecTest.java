package dev.baton.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MemberStatusCodecTest {
    private static final QuorumRule RULE = new QuorumRule(
            3,
            new TreeMap<>(Map.of(new MemberName("orders-1"), new Incarnation("91aa"))),
            1,
            CommitRule.SYNCHRONOUS,
            Acknowledge.FLUSHED);

    private static MemberStatus leader() {
        return new MemberStatus(
                new MemberName("orders-0"),
                new Incarnation("5f0c"),
                4,
                "boot",
                ProtocolVersion.SPOKEN,
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
                new MemberLimits(64 << 20, 100),
                "disk slow");
    }

    @Test
    void readsWhatItWrote() {
        assertThat(MemberStatusCodec.decode(MemberStatusCodec.encode(leader()))).isEqualTo(leader());
    }

    @Test
    void readsAnOlderMemberWithDefaultsForWhatItDoesNotTell() {
        Map<String, String> fields = fields();
        fields.put("protocol", "1");
        fields.remove("protocol-oldest");
        fields.remove("leading.pauses");
        fields.remove("limits");
        MemberStatus older = MemberStatusCodec.decode(words(fields));
        assertThat(older.protocol()).isEqualTo(new ProtocolVersion(1, 1));
        assertThat(Objects.requireNonNull(older.leading()).pauses()).isZero();
        assertThat(older.leading().rule()).isEqualTo(RULE);
        assertThat(older.limits()).isNull();
        assertThat(older.position()).isEqualTo(leader().position());
    }

    @Test
    void readsANewerMemberAndPassesOverWhatItDoesNotKnow() {
        Map<String, String> fields = fields();
        fields.put("protocol", "9");
        fields.put("protocol-oldest", "2");
        fields.put("leading.colour", "green");
        MemberStatus newer = MemberStatusCodec.decode(words(fields));
        assertThat(newer.protocol()).isEqualTo(new ProtocolVersion(9, 2));
        assertThat(newer.leading()).isEqualTo(leader().leading());
    }

    @Test
    void decidesNothingOnAStateItDoesNotKnow() {
        Map<String, String> fields = fields();
        fields.put("state", "HIBERNATING");
        assertThat(MemberStatusCodec.decode(words(fields)).state()).isEqualTo(MemberState.STARTING);
    }

    @Test
    void saysOfAMemberWithoutACommonVersionWhatToDoAndReadsNothingElse() {
        assertThatThrownBy(() -> MemberStatusCodec.decode(
                        List.of("member", "orders-0", "protocol", "9", "protocol-oldest", "8")))
                .isInstanceOf(UnknownProtocolException.class)
                .hasMessage("orders-0 speaks protocol versions 8 to 9, and this operator protocol versions 1 to 2:"
                        + " run this operator in a newer version, or orders-0 in an older one");
    }

    private static Map<String, String> fields() {
        List<String> words = MemberStatusCodec.encode(leader());
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            fields.put(words.get(i), words.get(i + 1));
        }
        return fields;
    }

    private static List<String> words(Map<String, String> fields) {
        List<String> words = new ArrayList<>();
        fields.forEach((name, value) -> {
            words.add(name);
            words.add(value);
        });
        return words;
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> MemberStatusCodec.decode(List.of("member", "orders-0", "protocol", "1")))
                .hasMessageContaining("lacks 'incarnation'");
    }
}
