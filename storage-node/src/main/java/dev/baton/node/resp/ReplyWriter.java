package dev.baton.node.resp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes replies into a buffer, in the protocol version the connection asked for: what RESP2 has no type for becomes what Redis sends there. One
 * writer may serve many connections in turn: {@link #attach} it first. Not thread-safe.
 */
public final class ReplyWriter {
    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] QUEUED = ascii("+QUEUED\r\n");
    private static final byte[] NULL_2 = ascii("$-1\r\n");
    private static final byte[] NULL_ARRAY_2 = ascii("*-1\r\n");
    private static final byte[] NULL_3 = ascii("_\r\n");
    private static final int LINE_END = '\r' << 8 | '\n';

    private static final int LONGEST_SHORT = 256;

    /** For a short bulk string as a whole. */
    private final byte[] together = new byte[LONGEST_SHORT + 8];

    private ByteBuf out;
    private boolean resp3;

    public ReplyWriter(ByteBuf out, boolean resp3) {
        this.out = out;
        this.resp3 = resp3;
        together[0] = '$';
    }

    /** From now on writes to this buffer, in RESP3 or RESP2. */
    public ReplyWriter attach(ByteBuf to, boolean inResp3) {
        this.out = to;
        this.resp3 = inResp3;
        return this;
    }

    /** Changes the protocol version for the replies that follow, HELLO's own among them. */
    public void resp3(boolean inResp3) {
        this.resp3 = inResp3;
    }

    /** Where the next reply begins: to take back with {@link #backTo} what was written since. */
    public int mark() {
        return out.writerIndex();
    }

    public void backTo(int mark) {
        out.writerIndex(mark);
    }

    public void ok() {
        out.writeBytes(OK);
    }

    public void queued() {
        out.writeBytes(QUEUED);
    }

    /** A short text without line ends. */
    public void simple(String text) {
        line('+', text);
    }

    /**
     * @param text with its code first, without the minus sign, e.g. {@code ERR syntax error}; line ends become blanks. A character is a byte, so
     *     that what a client sent comes back as it was
     */
    public void error(String text) {
        line('-', text);
    }

    public void integer(long value) {
        out.writeByte(':');
        Integers.write(out, value);
        out.writeShort(LINE_END);
    }

    public void bulk(byte[] value) {
        bulk(value, 0, value.length);
    }

    public void bulk(byte[] value, int from, int length) {
        if (length <= LONGEST_SHORT) {
            shortBulk(value, from, length);
            return;
        }
        out.ensureWritable(length + 16);
        head('$', length);
        out.writeBytes(value, from, length);
        out.writeShort(LINE_END);
    }

    /** Put together first: a buffer checks each access. */
    private void shortBulk(byte[] value, int from, int length) {
        int at = 1;
        if (length >= 100) {
            together[at++] = (byte) ('0' + length / 100);
        }
        if (length >= 10) {
            together[at++] = (byte) ('0' + length / 10 % 10);
        }
        together[at++] = (byte) ('0' + length % 10);
        together[at++] = '\r';
        together[at++] = '\n';
        System.arraycopy(value, from, together, at, length);
        at += length;
        together[at++] = '\r';
        together[at++] = '\n';
        out.writeBytes(together, 0, at);
    }

    public void bulk(String text) {
        bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A string for people: RESP3 clients are told that it is plain text. */
    public void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (resp3) {
            head('=', bytes.length + 4);
            out.writeBytes(ascii("txt:"));
            out.writeBytes(bytes);
            out.writeShort(LINE_END);
        } else {
            bulk(bytes);
        }
    }

    /** No value. */
    public void nil() {
        out.writeBytes(resp3 ? NULL_3 : NULL_2);
    }

    /** No array. */
    public void nilArray() {
        out.writeBytes(resp3 ? NULL_3 : NULL_ARRAY_2);
    }

    /** So many replies follow. */
    public void array(int size) {
        head('*', size);
    }

    /** So many replies follow, which no request asked for. */
    public void push(int size) {
        head(resp3 ? '>' : '*', size);
    }

    /** So many pairs of replies follow. */
    public void map(int pairs) {
        if (resp3) {
            head('%', pairs);
        } else {
            head('*', pairs * 2);
        }
    }

    /** So many replies follow, in no order, none twice. */
    public void set(int size) {
        head(resp3 ? '~' : '*', size);
    }

    /** With 17 significant digits. */
    public void number(double value) {
        byte[] text = Doubles.toBytes(value);
        if (resp3) {
            out.writeByte(',');
            out.writeBytes(text);
            out.writeShort(LINE_END);
        } else {
            bulk(text);
        }
    }

    /** So many members with their scores follow, each by {@link #scored}. */
    public void scores(int count) {
        head('*', resp3 ? count : count * 2L);
    }

    /** A member and its score: two replies, or in RESP3 an array of them. */
    public void scored(byte[] member, double score) {
        if (resp3) {
            array(2);
        }
        bulk(member);
        number(score);
    }

    public void bool(boolean value) {
        if (resp3) {
            line('#', value ? "t" : "f");
        } else {
            integer(value ? 1 : 0);
        }
    }

    private void head(char type, long count) {
        out.writeByte(type);
        Integers.write(out, count);
        out.writeShort(LINE_END);
    }

    private void line(char type, String text) {
        out.writeByte(type);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\r' || bytes[i] == '\n') {
                bytes[i] = ' ';
            }
        }
        out.writeBytes(bytes);
        out.writeShort(LINE_END);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
