package dev.baton.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCommandTest {
    private static final Epoch EPOCH = new Epoch(3);
    private static final QuorumRule RULE = new QuorumRule(
            2,
            new TreeMap<>(java.util.Map.of(new MemberName("orders-1"), new Incarnation("a"))),
            1,
            CommitRule.SYNCHRONOUS,
            Acknowledge.FLUSHED);

    static List<ControlCommand> commands() {
        return List.of(
                new ControlCommand.Status(),
                new ControlCommand.Fence(EPOCH, "uid"),
                new ControlCommand.Lead(EPOCH, "uid", new Incarnation("a"), Position.parse("2:9"), 3000, true),
                new ControlCommand.Follow(EPOCH, "uid", new MemberName("orders-1"), "fd00::7", 6380),
                new ControlCommand.Propose(EPOCH, RULE),
                new ControlCommand.Rule(EPOCH, RULE),
                new ControlCommand.Pause(EPOCH, 2, 400),
                new ControlCommand.Resume(EPOCH, 2),
                new ControlCommand.Limit(EPOCH, new MemberLimits(64 << 20, 100)));
    }

    @Test
    void theseAreAll() {
        assertThat(commands().stream().map(Object::getClass))
                .containsExactlyInAnyOrder(ControlCommand.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void readsBack(ControlCommand command) {
        assertThat(ControlCommand.decode(command.encode())).isEqualTo(command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void carriesALiveEpochUnlessItOnlyAsks(ControlCommand command) {
        boolean carries = Arrays.stream(command.getClass().getRecordComponents())
                .anyMatch(part -> part.getType().equals(Epoch.class));
        assertThat(carries).isEqualTo(!(command instanceof ControlCommand.Status));
        if (carries) {
            for (String none : List.of("0", "-1", "x", "", "9223372036854775808")) {
                List<String> words = new ArrayList<>(command.encode());
                words.set(1, none);
                assertThatThrownBy(() -> ControlCommand.decode(words))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageMatching("(?s).*(epoch|not a number).*");
            }
        }
    }

    @Test
    void aMemberOfTheFirstVersionIsToldInItsWordsAndItsOperatorIsObeyed() {
        ControlCommand pause = new ControlCommand.Pause(EPOCH, 2, 400);
        assertThat(pause.encode(ProtocolVersion.FIRST)).containsExactly("PAUSE", EPOCH.toString(), "400");
        assertThat(pause.encode(ProtocolVersion.NUMBERED_PAUSES)).isEqualTo(pause.encode());
        assertThat(ControlCommand.decode(pause.encode(ProtocolVersion.FIRST)))
                .isEqualTo(new ControlCommand.Pause(EPOCH, ControlCommand.Pause.UNNUMBERED, 400));
        ControlCommand resume = new ControlCommand.Resume(EPOCH, 2);
        assertThat(resume.encode(ProtocolVersion.FIRST)).containsExactly("RESUME", EPOCH.toString());
        assertThat(ControlCommand.decode(resume.encode(ProtocolVersion.FIRST)))
                .isEqualTo(new ControlCommand.Resume(EPOCH, ControlCommand.Pause.UNNUMBERED));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isRefusedWithAWordTooFewOrTooMany(ControlCommand command) {
        List<String> words = new ArrayList<>(command.encode());
        words.add("more");
        assertThatThrownBy(() -> ControlCommand.decode(words)).hasMessageContaining("too many arguments");
        if (command.encode(ProtocolVersion.FIRST).size() < command.encode().size()) {
            return; // a word fewer is what an operator of the first version says
        }
        List<String> fewer = command.encode().subList(0, command.encode().size() - 1);
        assertThatThrownBy(() -> ControlCommand.decode(fewer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(too few arguments|verb is missing).*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LEAVE 3",
                "FENCE 3 uid\nled=0",
                "FENCE 3 ",
                "LEAD 3 uid a 2-9 3000 true",
                "LEAD 3 uid a 2:-9 3000 true",
                "LEAD 3 uid a 2:9 0 true",
                "LEAD 3 uid a 2:9 3600001 true",
                "LEAD 3 uid a 2:9 3000 yes",
                "FOLLOW 3 uid orders-1 host 0",
                "FOLLOW 3 uid orders-1 host 65536",
                "FOLLOW 3 uid orders-1 ho\tst 6380",
                "RULE 3 2|1|SYNCHRONOUS|FLUSHED",
                "RULE 3 2|2|SYNCHRONOUS|FLUSHED|orders-1=a",
                "RULE 3 2|1|SYNCHRONOUS|FLUSHED|orders-1",
                "RULE 3 2|1|SOMETIMES|FLUSHED|orders-1=a",
                "RULE 3 0|1|SYNCHRONOUS|FLUSHED|orders-1=a",
                "PROPOSE 3 -1|0|SYNCHRONOUS|FLUSHED|",
                "PAUSE 3 1 0",
                "PAUSE 3 1 -400",
                "PAUSE 3 1 9223372036854775807",
                "PAUSE 3 0 400",
                "PAUSE 3 9223372036854775807 400",
                "LIMIT 3 -1 10",
                "LIMIT 3 64Mi 10",
                "LIMIT 3 0 0",
                "LIMIT 3 0 3000000000",
                "RESUME 3 0",
                "RESUME 3 9223372036854775808",
                "RESUME 3 first"
            })
    void isRefusedWhenAWordIsNotOfItsKind(String malformed) {
        assertThatThrownBy(() -> ControlCommand.decode(List.of(malformed.split(" ", -1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).{10,}");
    }
}
