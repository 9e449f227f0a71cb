package dev.baton.node.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The decimal numbers of INCRBYFLOAT and HINCRBYFLOAT, written like Redis: at most 17 decimals, no exponent, no trailing zeros. Computed
 * exactly where Redis rounds to an 80-bit float, so sums come out as people write them.
 */
final class LongDouble {
    private static final Pattern FORM = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");
    private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);
    private static final int DECIMALS = 17;
    private static final int MOST_DIGITS = 4932;
    private static final int LONGEST = 5 * 1024;

    private LongDouble() {}

    /** The number; null if the bytes are none, or one that a 80-bit float can't hold. */
    static @Nullable BigDecimal parse(byte[] text) {
        if (text.length == 0 || text.length > LONGEST) {
            return null;
        }
        String written = new String(text, StandardCharsets.ISO_8859_1);
        if (!FORM.matcher(written).matches()) {
            return null;
        }
        BigDecimal value = new BigDecimal(written);
        // The place of the first digit decides. Without this check 1e999999999 would be written out, digit by digit.
        long firstDigit = (long) value.precision() - value.scale();
        if (value.signum() == 0 || firstDigit < -2L * DECIMALS) {
            return BigDecimal.ZERO;
        }
        if (firstDigit > MOST_DIGITS) {
            return null;
        }
        return value.scale() > 2 * DECIMALS ? value.setScale(2 * DECIMALS, RoundingMode.HALF_EVEN) : value;
    }

    static boolean isInfinite(byte[] text) {
        return text.length < 16
                && INFINITE.matcher(new String(text, StandardCharsets.ISO_8859_1))
                        .matches();
    }

    static BigDecimal sum(BigDecimal a, BigDecimal b) {
        BigDecimal sum = a.add(b);
        if ((long) sum.precision() - sum.scale() > MOST_DIGITS) {
            throw new CommandException("ERR increment would produce NaN or Infinity");
        }
        return sum;
    }

    static byte[] toBytes(BigDecimal value) {
        BigDecimal rounded = value.setScale(DECIMALS, RoundingMode.HALF_EVEN);
        String text = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
