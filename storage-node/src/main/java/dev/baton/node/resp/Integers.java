package dev.baton.node.resp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Integers as RESP and string values write them: decimal, an optional minus, no plus, no leading zeros, no blanks. */
public final class Integers {
    private static final int LONGEST = 20;

    private Integers() {}

    /** Whether the bytes are a 64-bit integer in its one written form. */
    public static boolean isLong(byte[] text) {
        if (text.length == 0 || text.length > LONGEST) {
            return false;
        }
        boolean negative = text[0] == '-';
        int at = negative ? 1 : 0;
        if (at == text.length) {
            return false;
        }
        if (text[at] == '0') {
            return text.length == 1;
        }
        long value = 0;
        for (; at < text.length; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            // Counted downwards: the least value has no positive counterpart.
            if (value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        return negative || value != Long.MIN_VALUE;
    }

    /** The value; only for what {@link #isLong} accepts. */
    public static long parse(byte[] text) {
        boolean negative = text[0] == '-';
        long value = 0;
        for (int at = negative ? 1 : 0; at < text.length; at++) {
            value = value * 10 - (text[at] - '0');
        }
        return negative ? value : -value;
    }

    public static byte[] toBytes(long value) {
        return Long.toString(value).getBytes(StandardCharsets.ISO_8859_1);
    }

    static void write(ByteBuf out, long value) {
        if (value >= 0 && value < 10) {
            out.writeByte('0' + (int) value);
            return;
        }
        if (value == Long.MIN_VALUE) {
            out.writeBytes(toBytes(value));
            return;
        }
        long rest = value;
        if (rest < 0) {
            out.writeByte('-');
            rest = -rest;
        }
        int digits = 1;
        for (long limit = 10; digits < 19 && rest >= limit; limit *= 10) {
            digits++;
        }
        int start = out.writerIndex();
        out.ensureWritable(digits);
        for (int at = start + digits - 1; at >= start; at--) {
            out.setByte(at, '0' + (int) (rest % 10));
            rest /= 10;
        }
        out.writerIndex(start + digits);
    }
}
