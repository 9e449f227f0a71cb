package dev.baton.node.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DoublesTest {
    @Property(tries = 1000)
    void whatIsWrittenReadsBackAsTheSame(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (!Double.isNaN(value)) {
            assertThat(Doubles.parse(Doubles.toBytes(value))).isEqualTo(value);
        }
    }

    /** The short way for common numbers and the long one for all say the same. */
    @Property(tries = 1000)
    void seventeenDigitsOfTheExactValueAreWritten(@ForAll long mantissa, @ForAll byte exponent) {
        double value = Math.scalb((double) mantissa, -63 + Math.floorMod(exponent, 60));
        if (value != 0) {
            BigDecimal exact = new BigDecimal(value).round(new MathContext(17, RoundingMode.HALF_EVEN));
            assertThat(new BigDecimal(Doubles.toString(value))).isEqualByComparingTo(exact);
        }
    }

    /** The short way for simple numbers and that of Java for all say the same. */
    @Property(tries = 1000)
    void decimalsAreReadAsTheNearestDouble(
            @ForAll @LongRange(min = 0) long digits,
            @ForAll @IntRange(max = 19) int length,
            @ForAll @IntRange(max = 19) int point) {
        StringBuilder text = new StringBuilder(Long.toString(digits));
        text.setLength(Math.min(text.length(), length + 1));
        if (point <= text.length()) {
            text.insert(point, '.');
        }
        for (String sign : List.of("", "-", "+")) {
            assertThat(Doubles.parse((sign + text).getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(Double.parseDouble(sign + text));
        }
    }

    @Test
    void theFormIsThatOfC() {
        assertThat(Doubles.toString(0.1)).isEqualTo("0.10000000000000001");
        assertThat(Doubles.toString(1 - Math.ulp(0.5))).isEqualTo("0.99999999999999989");
        assertThat(Doubles.toString(0.5)).isEqualTo("0.5");
        assertThat(Doubles.toString(1.0625)).isEqualTo("1.0625");
        assertThat(Doubles.toString(-123456.789)).isEqualTo("-123456.789");
        assertThat(Doubles.toString(0.05)).isEqualTo("0.050000000000000003");
        assertThat(Doubles.toString(0.0001220703125)).isEqualTo("0.0001220703125");
        assertThat(Doubles.toString(2251799813685248.5)).isEqualTo("2251799813685248.5");
        assertThat(Doubles.toString(99999999999999984.0)).isEqualTo("99999999999999984");
        assertThat(Doubles.toString(1e17)).isEqualTo("1e+17");
        assertThat(Doubles.toString(-1e100)).isEqualTo("-1e+100");
        assertThat(Doubles.toString(2e-5)).isEqualTo("2.0000000000000002e-05");
        assertThat(Doubles.toString(5e-324)).isEqualTo("4.9406564584124654e-324");
        assertThat(Doubles.toString(-0.0)).isEqualTo("-0");
        assertThat(Doubles.toString(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
    }

    @Test
    void endsOfARangeAreReadMoreGenerously() {
        assertThat(bound("")).isZero();
        assertThat(bound(" 1")).isEqualTo(1);
        assertThat(bound("1e400")).isInfinite();
        assertThat(bound("1 ")).isNaN();
        assertThat(bound("nan")).isNaN();
        assertThat(bound("\0")).isZero();
        assertThat(bound("1\0x")).isEqualTo(1);
        assertThat(Doubles.parseBound("(1.5".getBytes(StandardCharsets.US_ASCII), 1))
                .isEqualTo(1.5);
    }

    private static double bound(String text) {
        return Doubles.parseBound(text.getBytes(StandardCharsets.US_ASCII), 0);
    }
}
