package dev.baton.node.resp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests out of the bytes of one connection, as they come: arrays of bulk strings, or inline commands as people type them.
 *
 * <p>It keeps what it has parsed of an unfinished request, and reserves memory only for bytes that have arrived, whatever lengths a peer announces.
 * Limits and error texts are Redis'. One thread; after a {@link ProtocolException} the decoder is spent.
 */
public final class RequestDecoder {
    /** Bytes of one argument, as Redis' proto-max-bulk-len. */
    public static final int MAX_BULK_BYTES = 512 * 1024 * 1024;

    /** Arguments of one request. */
    public static final int MAX_ARGUMENTS = 1024 * 1024;

    /** Bytes of all arguments of one request, as Redis' client-query-buffer-limit. */
    static final long MAX_REQUEST_BYTES = 1L << 30;

    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int MAX_ARGUMENTS_BEFORE_AUTH = 10;
    private static final int MAX_BULK_BYTES_BEFORE_AUTH = 16 * 1024;
    private static final int FIRST_PIECE = 64 * 1024;
    private static final byte[] NOTHING = {};
    private static final int NO_LENGTH = -1;

    private boolean trusted = true;

    private byte @Nullable [][] arguments;
    private int expected;
    private int complete;
    private long requestBytes;
    private int bulkLength = NO_LENGTH;
    private byte[] bulk = NOTHING;
    private int bulkFilled;

    /** Whether the peer has authenticated, or needs not; until then only small requests are read. */
    public void trust(boolean authenticated) {
        this.trusted = authenticated;
    }

    /**
     * Takes the next request, or null when it isn't complete yet. Never an empty array: empty requests are passed over. The arrays are the
     * caller's to keep.
     */
    public byte @Nullable [][] decode(ByteBuf in) throws ProtocolException {
        while (true) {
            byte[][] under = arguments;
            if (under == null) {
                if (!in.isReadable()) {
                    return null;
                }
                if (in.getByte(in.readerIndex()) != '*') {
                    byte[][] inline = inline(in);
                    if (inline == null || inline.length > 0) {
                        return inline;
                    }
                    continue;
                }
                if (!header(in)) {
                    return null;
                }
                continue;
            }
            if (!bulks(in)) {
                return null;
            }
            byte[][] done = arguments;
            arguments = null;
            if (done != null) {
                return done.length == expected ? done : Arrays.copyOf(done, expected);
            }
        }
    }

    /** Reads the count of a request; false if its line isn't complete. A count below one leaves no request behind. */
    private boolean header(ByteBuf in) throws ProtocolException {
        int lineEnd = lineEnd(in, "too big mbulk count string");
        if (lineEnd < 0) {
            return false;
        }
        long count = number(in, lineEnd, "invalid multibulk length");
        if (count > MAX_ARGUMENTS) {
            throw new ProtocolException("invalid multibulk length");
        }
        if (!trusted && count > MAX_ARGUMENTS_BEFORE_AUTH) {
            throw new ProtocolException("unauthenticated multibulk length");
        }
        if (count > 0) {
            expected = (int) count;
            complete = 0;
            requestBytes = 0;
            // Not as many as announced: a peer could ask for millions with one short line.
            arguments = new byte[(int) Math.min(count, 1024)][];
        }
        return true;
    }

    private boolean bulks(ByteBuf in) throws ProtocolException {
        while (complete < expected) {
            if (bulkLength == NO_LENGTH && !bulkHeader(in)) {
                return false;
            }
            if (!bulkBody(in)) {
                return false;
            }
        }
        return true;
    }

    private boolean bulkHeader(ByteBuf in) throws ProtocolException {
        if (!in.isReadable()) {
            return false;
        }
        int first = in.getUnsignedByte(in.readerIndex());
        if (first != '$') {
            throw new ProtocolException(
                    "expected '$', got '" + (first >= ' ' && first < 127 ? (char) first : '?') + "'");
        }
        int lineEnd = lineEnd(in, "too big bulk count string");
        if (lineEnd < 0) {
            return false;
        }
        long length = number(in, lineEnd, "invalid bulk length");
        if (length < 0 || length > MAX_BULK_BYTES) {
            throw new ProtocolException("invalid bulk length");
        }
        if (!trusted && length > MAX_BULK_BYTES_BEFORE_AUTH) {
            throw new ProtocolException("unauthenticated bulk length");
        }
        requestBytes += length;
        if (requestBytes > MAX_REQUEST_BYTES) {
            throw new ProtocolException("too big request");
        }
        bulkLength = (int) length;
        bulkFilled = 0;
        bulk = length <= FIRST_PIECE ? new byte[bulkLength] : new byte[FIRST_PIECE];
        return true;
    }

    private boolean bulkBody(ByteBuf in) throws ProtocolException {
        int take = Math.min(in.readableBytes(), bulkLength - bulkFilled);
        if (bulkFilled + take > bulk.length) {
            long grown = Math.max(bulkFilled + (long) take, bulk.length * 2L);
            bulk = Arrays.copyOf(bulk, (int) Math.min(bulkLength, grown));
        }
        in.readBytes(bulk, bulkFilled, take);
        bulkFilled += take;
        if (bulkFilled < bulkLength || in.readableBytes() < 2) {
            return false;
        }
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw new ProtocolException("expected a line end after a bulk string");
        }
        byte[][] into = arguments;
        if (into == null) {
            throw new IllegalStateException("a bulk string outside of a request");
        }
        if (complete == into.length) {
            into = Arrays.copyOf(into, Math.min(expected, into.length * 2));
            arguments = into;
        }
        into[complete++] = bulk.length == bulkLength ? bulk : Arrays.copyOf(bulk, bulkLength);
        bulk = NOTHING;
        bulkLength = NO_LENGTH;
        return true;
    }

    /** Index of the carriage return that ends the line at the reader index, its line feed being there too; −1 if not yet. */
    private static int lineEnd(ByteBuf in, String tooBig) throws ProtocolException {
        int from = in.readerIndex();
        int limit = Math.min(in.writerIndex(), from + MAX_LINE_BYTES);
        int lineEnd = in.indexOf(from, limit, (byte) '\r');
        if (lineEnd < 0) {
            if (limit - from >= MAX_LINE_BYTES) {
                throw new ProtocolException(tooBig);
            }
            return -1;
        }
        return lineEnd + 1 < in.writerIndex() ? lineEnd : -1;
    }

    /** Reads the line's number after its type byte, and the line end. */
    private static long number(ByteBuf in, int lineEnd, String wrong) throws ProtocolException {
        int from = in.readerIndex() + 1;
        int length = lineEnd - from;
        boolean negative = length > 0 && in.getByte(from) == '-';
        int at = negative ? from + 1 : from;
        if (at == lineEnd || length > 11) {
            throw new ProtocolException(wrong);
        }
        long value = 0;
        for (; at < lineEnd; at++) {
            int digit = in.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                throw new ProtocolException(wrong);
            }
            value = value * 10 + digit;
        }
        if (in.getByte(lineEnd + 1) != '\n') {
            throw new ProtocolException(wrong);
        }
        in.readerIndex(lineEnd + 2);
        return negative ? -value : value;
    }

    private byte @Nullable [][] inline(ByteBuf in) throws ProtocolException {
        int from = in.readerIndex();
        int limit = Math.min(in.writerIndex(), from + MAX_LINE_BYTES);
        int lineFeed = in.indexOf(from, limit, (byte) '\n');
        if (lineFeed < 0) {
            if (limit - from >= MAX_LINE_BYTES) {
                throw new ProtocolException("too big inline request");
            }
            return null;
        }
        int end = lineFeed > from && in.getByte(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
        byte[] line = new byte[end - from];
        in.getBytes(from, line);
        in.readerIndex(lineFeed + 1);
        return words(line);
    }

    /** Splits a typed line: blanks separate, "…" knows \n \r \t \b \a \xHH, '…' knows \'. */
    private static byte[][] words(byte[] line) throws ProtocolException {
        List<byte[]> words = new ArrayList<>();
        byte[] word = new byte[line.length];
        int at = 0;
        while (true) {
            while (at < line.length && isBlank(line[at])) {
                at++;
            }
            if (at == line.length) {
                return words.toArray(new byte[0][]);
            }
            int length = 0;
            byte quote = 0;
            while (at < line.length && (quote != 0 || !isBlank(line[at]))) {
                byte c = line[at++];
                if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (quote != 0 && c == quote) {
                    if (at < line.length && !isBlank(line[at])) {
                        throw new ProtocolException("unbalanced quotes in request");
                    }
                    quote = 0;
                } else if (quote == '\'' && c == '\\' && at < line.length && line[at] == '\'') {
                    word[length++] = line[at++];
                } else if (quote == '"' && c == '\\' && at < line.length) {
                    if (line[at] == 'x' && at + 2 < line.length && hex(line[at + 1]) >= 0 && hex(line[at + 2]) >= 0) {
                        word[length++] = (byte) (hex(line[at + 1]) * 16 + hex(line[at + 2]));
                        at += 3;
                    } else {
                        word[length++] = escaped(line[at++]);
                    }
                } else {
                    word[length++] = c;
                }
            }
            if (quote != 0) {
                throw new ProtocolException("unbalanced quotes in request");
            }
            words.add(Arrays.copyOf(word, length));
        }
    }

    private static byte escaped(byte c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> c;
        };
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || (c >= 9 && c <= 13) || c == 0;
    }

    private static int hex(byte c) {
        return Character.digit(c, 16);
    }
}
