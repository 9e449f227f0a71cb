package dev.baton.operator.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.LeadershipRecord;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.QuorumRule;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final LeadershipRecord FIRST = LeadershipRecord.first(new Epoch(1));
    private static final LeadershipRecord OPEN = FIRST.led(new MemberName("orders-0"), new Incarnation("5f0c"))
            .open(new QuorumRule(
                    1,
                    new TreeMap<>(Map.of(
                            new MemberName("orders-1"), new Incarnation("91aa"),
                            new MemberName("orders-2"), new Incarnation("c07d"))),
                    1,
                    CommitRule.SYNCHRONOUS,
                    Acknowledge.FLUSHED));

    @Test
    void what_was_written_is_read() {
        for (LeadershipRecord record : new LeadershipRecord[] {
            FIRST,
            FIRST.led(new MemberName("orders-0"), new Incarnation("5f0c")),
            FIRST.ledWithLoss(new MemberName("orders-0"), new Incarnation("5f0c")),
            OPEN,
            OPEN.electing(new Epoch(9))
        }) {
            assertThat(RecordCodec.decode(RecordCodec.encode(record))).isEqualTo(record);
        }
    }

    @Test
    void the_words_stand_as_they_are_since_other_versions_read_them() {
        assertThat(RecordCodec.encode(OPEN))
                .isEqualTo(
                        "{\"epoch\":1,\"phase\":\"OPEN\",\"leader\":\"orders-0\",\"incarnation\":\"5f0c\",\"base\":{\"epoch\":1,"
                                + "\"leader\":\"orders-0\",\"incarnation\":\"5f0c\",\"rule\":{\"number\":1,\"required\":1,"
                                + "\"commit\":\"SYNCHRONOUS\",\"acknowledge\":\"FLUSHED\",\"followers\":{\"orders-1\":\"91aa\",\"orders-2\":\"c07d\"}}}}");
    }

    @Test
    void a_field_of_a_newer_version_is_ignored() {
        String newer = RecordCodec.encode(OPEN).replaceFirst("\\{", "{\"mood\":\"good\",");
        assertThat(RecordCodec.decode(newer)).isEqualTo(OPEN);
    }

    @Test
    void a_record_half_understood_is_refused_by_name() {
        assertThatThrownBy(() -> RecordCodec.decode("{\"phase\":\"ELECTING\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("epoch");
        assertThatThrownBy(() -> RecordCodec.decode("{\"epoch\":1,\"phase\":\"OPEN\",\"base\":{\"epoch\":1}}"))
                .hasMessageContaining("rule");
        assertThatThrownBy(() -> RecordCodec.decode("orders")).isInstanceOf(IllegalArgumentException.class);
    }
}
