package dev.baton.node.command;

import dev.baton.node.resp.Integers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The type of a number in a string of bits, as BITFIELD names it: {@code i5}, {@code u8}.
 *
 * @param bits 1 to 64 if signed, otherwise to 63
 */
record FieldType(boolean signed, int bits) {
    /** What becomes of a number that doesn't fit. */
    enum Overflow {
        /** Its lowest bits. */
        WRAP,
        /** The number next to it that fits. */
        SAT,
        /** Nothing is written. */
        FAIL
    }

    static FieldType of(byte[] name) {
        boolean signed = name.length > 0 && name[0] == 'i';
        byte[] digits = name.length == 0 ? name : Arrays.copyOfRange(name, 1, name.length);
        long bits = Integers.isLong(digits) ? Integers.parse(digits) : 0;
        if ((!signed && (name.length == 0 || name[0] != 'u')) || bits < 1 || bits > (signed ? 64 : 63)) {
            throw new CommandException(
                    "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.");
        }
        return new FieldType(signed, (int) bits);
    }

    /** The number that the lowest bits are. */
    long extend(long lowest) {
        int unused = Long.SIZE - bits;
        return signed ? lowest << unused >> unused : lowest << unused >>> unused;
    }

    /** What is written for a value; null if it doesn't fit and nothing may be. Of an unsigned type all 64 bits of the value count. */
    @Nullable
    Long fitted(long value, Overflow overflow) {
        if (extend(value) == value) {
            return value;
        }
        return overflowed(value, signed && value < 0, overflow);
    }

    @Nullable
    Long sum(long old, long increment, Overflow overflow) {
        long sum = old + increment;
        boolean carried = ((old ^ sum) & (increment ^ sum)) < 0;
        if (!carried && extend(sum) == sum) {
            return sum;
        }
        return overflowed(sum, increment < 0, overflow);
    }

    private @Nullable Long overflowed(long value, boolean below, Overflow overflow) {
        return switch (overflow) {
            case WRAP -> extend(value);
            case SAT -> below ? least() : greatest();
            case FAIL -> null;
        };
    }

    private long least() {
        return signed ? -1L << (bits - 1) : 0;
    }

    private long greatest() {
        return signed ? ~least() : -1L >>> (Long.SIZE - bits);
    }
}
