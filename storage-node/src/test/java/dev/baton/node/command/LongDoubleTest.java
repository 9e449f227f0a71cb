package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sums as redis-server 7.0 gave them on x86-64. */
class LongDoubleTest {
    @Test
    void roundsToSixtyFourBits() {
        assertThat(sum("0.1", "0.2")).isEqualTo("0.3");
        assertThat(sum("3.0", "1.50")).isEqualTo("4.5");
        assertThat(sum("0.1", "123456789.125")).isEqualTo("123456789.22499999999854481");
        assertThat(sum("9223372036854775808", "123456789.125")).isEqualTo("9223372036978232597");
        assertThat(sum("1e22", "1")).isEqualTo("10000000000000000000000");
        assertThat(sum("1e-17", "0")).isEqualTo("0.00000000000000001");
        assertThat(sum("1e-19", "-2e-19")).isEqualTo("0");
    }

    @Test
    void readsWhatCReads() {
        assertThat(sum("0x10", ".5")).isEqualTo("16.5");
        assertThat(sum("-0x.8p1", "5.")).isEqualTo("4");
        assertThat(sum("+1E2", "0e999999999999")).isEqualTo("100");
        assertThat(number("inf")).isEqualTo(new LongDouble(null, true));
        assertThat(number("-Infinity")).isEqualTo(new LongDouble(null, false));
        for (String none :
                new String[] {"", " 1", "1 ", "nan", "x", "1e", ".", "0x", "--1", "1e5000", "1e999999999999", "1e-5000"
                }) {
            assertThat(number(none)).as(none).isNull();
        }
        assertThat(number("1e4932")).isNotNull();
        assertThat(number("1e-4950")).as("one of the smallest").isNotNull();
    }

    @Test
    void refusesSumsWithoutAnEnd() {
        assertThatThrownBy(() -> sum("inf", "1")).hasMessage("ERR increment would produce NaN or Infinity");
        assertThatThrownBy(() -> sum("1.18e4932", "1.18e4932"))
                .hasMessage("ERR increment would produce NaN or Infinity");
    }

    private static @Nullable LongDouble number(String text) {
        return LongDouble.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sum(String a, String b) {
        LongDouble sum = Objects.requireNonNull(number(a)).plus(Objects.requireNonNull(number(b)));
        return new String(sum.toBytes(), StandardCharsets.US_ASCII);
    }
}
