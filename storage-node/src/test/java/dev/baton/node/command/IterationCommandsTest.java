package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IterationCommandsTest {
    @Test
    void aCursorIsReadAsCReadsIt() {
        assertThat(cursor("7")).isEqualTo(7);
        assertThat(cursor("18446744073709551615")).isEqualTo(-1);
        assertThat(cursor("-1")).isEqualTo(-1);
        assertThat(cursor("-0")).isZero();
        assertThat(cursor("+1")).isEqualTo(1);
        assertThat(cursor("1\0x")).isEqualTo(1);
        assertThat(cursor("")).isZero();
        for (String none : new String[] {" 1", "1 ", "x", "-", "+-1", "18446744073709551616", "0x10", "++1"}) {
            assertThatThrownBy(() -> cursor(none)).as(none).hasMessage("ERR invalid cursor");
        }
    }

    private static long cursor(String text) {
        return IterationCommands.cursor(text.getBytes(StandardCharsets.UTF_8));
    }
}
