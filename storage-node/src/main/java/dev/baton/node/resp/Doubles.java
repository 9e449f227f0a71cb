package dev.baton.node.resp;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Doubles as Redis 7.0 reads and writes scores: in as C's {@code strtod} reads them, out with 17 significant digits ({@code %.17g}), so that
 * reading back gives the same number.
 */
public final class Doubles {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern HEXADECIMAL = Pattern.compile(
            "[+-]?0[xX](\\p{XDigit}+\\.?\\p{XDigit}*|\\.\\p{XDigit}+)([pP][+-]?\\d+)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_ZERO = Pattern.compile("[+-]?(0[xX][0.]*[1-9a-fA-F]|[0.]*[1-9]).*");

    private static final int DIGITS = 17;
    private static final int SIMPLE_DIGITS = 15;
    private static final long[] POWERS_OF_TEN = new long[DIGITS + 2];
    /** From here on the written form has an exponent. */
    private static final double FIRST_WITH_EXPONENT = 1e17;

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
        }
    }

    private Doubles() {}

    /** The number; NaN if the bytes are none, or one too great or too small for a double. */
    public static double parse(byte[] text) {
        double simple = simple(text);
        if (!Double.isNaN(simple)) {
            return simple;
        }
        String written = new String(text, StandardCharsets.ISO_8859_1);
        double value = read(written);
        boolean tooGreat =
                Double.isInfinite(value) && !INFINITE.matcher(written).matches();
        boolean tooSmall = value == 0 && NOT_ZERO.matcher(written).matches();
        return tooGreat || tooSmall ? Double.NaN : value;
    }

    /**
     * As Redis reads the ends of a range: up to a zero byte; blanks may stand before the number, none at all is 0, and what is too great is
     * infinite. NaN if it is no number.
     *
     * @param from where the number begins
     */
    public static double parseBound(byte[] text, int from) {
        int end = from;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        String written = new String(text, from, end - from, StandardCharsets.ISO_8859_1);
        return written.isEmpty() ? 0 : read(written.stripLeading());
    }

    private static double read(String written) {
        if (DECIMAL.matcher(written).matches()) {
            return Double.parseDouble(written);
        }
        if (HEXADECIMAL.matcher(written).matches()) {
            String lower = written.toLowerCase(Locale.ROOT);
            return Double.parseDouble(lower.indexOf('p') < 0 ? lower + "p0" : lower);
        }
        if (INFINITE.matcher(written).matches()) {
            return written.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return Double.NaN;
    }

    /**
     * A number of at most 15 digits without an exponent, NaN if it is something else. Digits and power of ten are exact doubles, so that their
     * quotient is the number rounded once (Clinger 1990).
     */
    private static double simple(byte[] text) {
        int from = text.length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
        if (text.length - from > SIMPLE_DIGITS + 1) {
            return Double.NaN;
        }
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int i = from; i < text.length; i++) {
            byte c = text[i];
            if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
                count++;
            } else if (c == '.' && point < 0) {
                point = count;
            } else {
                return Double.NaN;
            }
        }
        if (count == 0 || count > SIMPLE_DIGITS) {
            return Double.NaN;
        }
        double value = point < 0 ? digits : (double) digits / POWERS_OF_TEN[count - point];
        return text[0] == '-' ? -value : value;
    }

    /** The number with 17 significant digits at most; {@code inf} and {@code -inf}. */
    public static byte[] toBytes(double value) {
        return toString(value).getBytes(StandardCharsets.ISO_8859_1);
    }

    static String toString(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < FIRST_WITH_EXPONENT) {
            return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
        }
        String sign = value < 0 ? "-" : "";
        if (size >= 0.1 && size < FIRST_WITH_EXPONENT) {
            return sign + plain(size);
        }
        BigDecimal rounded = new BigDecimal(size)
                .round(new MathContext(DIGITS, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < DIGITS) {
            return sign + rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().toString();
        return sign
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    /** A fraction from 0.1 to 10^17. The product of its bits with a power of ten fits in 128 bits, so no BigDecimal is needed. */
    private static String plain(double size) {
        int beforePoint = 0;
        while (size >= POWERS_OF_TEN[beforePoint]) {
            beforePoint++;
        }
        long bits = Double.doubleToRawLongBits(size);
        long significand = (bits & ((1L << 52) - 1)) | 1L << 52;
        int shift = 1075 - (int) (bits >>> 52); // value = significand / 2^shift, 1 <= shift <= 56
        long power = POWERS_OF_TEN[DIGITS - beforePoint];
        long high = Math.multiplyHigh(significand, power);
        long low = significand * power;
        long digits = (high << (64 - shift)) | (low >>> shift);
        long rest = low & ((1L << shift) - 1);
        long half = 1L << (shift - 1);
        if (rest > half || (rest == half && (digits & 1) == 1)) {
            digits++;
        }
        long whole = digits / POWERS_OF_TEN[DIGITS - beforePoint];
        long fraction = digits % POWERS_OF_TEN[DIGITS - beforePoint];
        if (fraction == 0) {
            return Long.toString(whole);
        }
        int decimals = DIGITS - beforePoint;
        while (fraction % 10 == 0) {
            fraction /= 10;
            decimals--;
        }
        String written = Long.toString(fraction);
        return whole + "." + "0".repeat(decimals - written.length()) + written;
    }
}
