package dev.baton.node.command;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of INCRBYFLOAT and HINCRBYFLOAT: floats of 80 bits (x87's extended precision, 64 bits of them the mantissa) as Redis computes with
 * on the machines it is mostly run on. Read as C's {@code strtold} reads them, written with at most 17 decimals, no exponent, no trailing zeros.
 *
 * @param finite the exact value; null for an infinite number
 * @param positive of an infinite number, which one
 */
record LongDouble(@Nullable BigDecimal finite, boolean positive) {
    static final LongDouble ZERO = new LongDouble(BigDecimal.ZERO, true);

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("([+-]?)0[xX](\\p{XDigit}*)\\.?(\\p{XDigit}*)(?:[pP]([+-]?\\d+))?");
    private static final Pattern INFINITE = Pattern.compile("([+-]?)inf(inity)?", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 5 * 1024 - 1;

    private static final int MANTISSA_BITS = 64;
    /** The greatest number is below two to the power of this. */
    private static final int MOST_EXPONENT = 16_384;
    /** What a bit of the smallest numbers is worth, as a power of two. */
    private static final int LEAST_EXPONENT = -16_445;

    private static final int MOST_DECIMAL_EXPONENT = 4_933;
    private static final int LEAST_DECIMAL_EXPONENT = -4_952;
    private static final int DECIMALS = 17;

    /** The number; null if the bytes are none, or one that is too great or too small. */
    static @Nullable LongDouble parse(byte[] text) {
        if (text.length == 0 || text.length > LONGEST) {
            return null;
        }
        String written = new String(text, StandardCharsets.ISO_8859_1);
        if (DECIMAL.matcher(written).matches()) {
            return decimal(written);
        }
        Matcher infinite = INFINITE.matcher(written);
        if (infinite.matches()) {
            return new LongDouble(null, !"-".equals(infinite.group(1)));
        }
        Matcher hexadecimal = HEXADECIMAL.matcher(written);
        return hexadecimal.matches() ? hexadecimal(hexadecimal) : null;
    }

    private static @Nullable LongDouble decimal(String written) {
        int e = Math.max(written.indexOf('e'), written.indexOf('E'));
        BigDecimal digits = new BigDecimal(e < 0 ? written : written.substring(0, e));
        if (digits.signum() == 0) {
            return ZERO;
        }
        // Where the first digit stands decides before anything is written out: 1e999999999 would be, digit by digit.
        long exponent = e < 0 ? 0 : bounded(written.substring(e + 1));
        long firstDigit = (long) digits.precision() - digits.scale() + exponent;
        if (firstDigit > MOST_DECIMAL_EXPONENT || firstDigit < LEAST_DECIMAL_EXPONENT) {
            return null;
        }
        return inRange(rounded(digits.scaleByPowerOfTen((int) exponent)));
    }

    private static @Nullable LongDouble hexadecimal(Matcher parts) {
        String digits = parts.group(2) + parts.group(3);
        if (digits.isEmpty()) {
            return null;
        }
        BigInteger mantissa = new BigInteger(digits, 16);
        if (mantissa.signum() == 0) {
            return ZERO;
        }
        long exponent = (parts.group(4) == null ? 0 : bounded(parts.group(4)))
                - 4L * parts.group(3).length();
        long firstBit = mantissa.bitLength() + exponent;
        if (firstBit > MOST_EXPONENT || firstBit < LEAST_EXPONENT) {
            return null;
        }
        BigDecimal value = rounded(timesTwoTo((int) exponent, mantissa));
        return inRange(parts.group(1).equals("-") ? value.negate() : value);
    }

    /** A written exponent, or a greater one than any number has. */
    private static long bounded(String exponent) {
        BigInteger value = new BigInteger(exponent);
        return value.bitLength() < Integer.SIZE ? value.intValueExact() : value.signum() * (long) Integer.MAX_VALUE;
    }

    private static @Nullable LongDouble inRange(BigDecimal value) {
        return value.signum() == 0 || isTooGreat(value) ? null : new LongDouble(value, value.signum() > 0);
    }

    boolean isInfinite() {
        return finite == null;
    }

    /** @throws CommandException the sum is no number or infinite */
    LongDouble plus(LongDouble other) {
        if (finite == null || other.finite == null) {
            throw infinite();
        }
        BigDecimal sum = rounded(finite.add(other.finite));
        if (isTooGreat(sum)) {
            throw infinite();
        }
        return new LongDouble(sum, sum.signum() >= 0);
    }

    private static CommandException infinite() {
        return new CommandException("ERR increment would produce NaN or Infinity");
    }

    /** As Redis writes it. Only for what {@link #plus} gave. */
    byte[] toBytes() {
        if (finite == null) {
            throw new IllegalStateException("an infinite number is never written");
        }
        BigDecimal rounded = finite.setScale(DECIMALS, RoundingMode.HALF_EVEN);
        String text = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isTooGreat(BigDecimal value) {
        return value.abs().compareTo(new BigDecimal(BigInteger.ONE.shiftLeft(MOST_EXPONENT))) >= 0;
    }

    /** The nearest number there is; of two as near, the even one. */
    private static BigDecimal rounded(BigDecimal exact) {
        if (exact.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigInteger numerator = exact.unscaledValue().abs();
        BigInteger denominator = BigInteger.ONE;
        if (exact.scale() > 0) {
            denominator = BigInteger.TEN.pow(exact.scale());
        } else {
            numerator = numerator.multiply(BigInteger.TEN.pow(-exact.scale()));
        }
        // One bit more than the mantissa has, or two; the least of the numbers have fewer.
        int shift = MANTISSA_BITS + 1 - (numerator.bitLength() - denominator.bitLength());
        shift = Math.min(shift, 1 - LEAST_EXPONENT);
        BigInteger[] divided = shift >= 0
                ? numerator.shiftLeft(shift).divideAndRemainder(denominator)
                : numerator.divideAndRemainder(denominator.shiftLeft(-shift));
        BigInteger quotient = divided[0];
        int surplus = Math.max(1, quotient.bitLength() - MANTISSA_BITS);
        BigInteger kept = quotient.shiftRight(surplus);
        boolean half = quotient.testBit(surplus - 1);
        boolean beyondHalf =
                divided[1].signum() != 0 || quotient.getLowestSetBit() < surplus - 1 && quotient.signum() != 0;
        if (half && (beyondHalf || kept.testBit(0))) {
            kept = kept.add(BigInteger.ONE);
        }
        BigDecimal value = timesTwoTo(surplus - shift, kept);
        return exact.signum() < 0 ? value.negate() : value;
    }

    private static BigDecimal timesTwoTo(int exponent, BigInteger value) {
        return exponent >= 0
                ? new BigDecimal(value.shiftLeft(exponent))
                : new BigDecimal(value.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
    }
}
