package dev.baton.node.differential;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Reads replies of RESP2 and RESP3, of any type. Messages of channels come between replies, in RESP3 even in the midst of one. */
final class ReplyReader {
    private final InputStream in;
    private final ArrayDeque<Reply> messages = new ArrayDeque<>();

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /** The messages that came so far and weren't taken yet. */
    ArrayDeque<Reply> messages() {
        return messages;
    }

    /**
     * The next reply that isn't a message.
     *
     * @throws IOException what came is no reply, or the connection has ended
     */
    Reply read() throws IOException {
        Reply received = any();
        while (isMessage(received)) {
            messages.add(received);
            received = any();
        }
        return received;
    }

    private static boolean isMessage(Reply reply) {
        List<Reply> parts = reply.children();
        String kind = parts.isEmpty() ? "" : parts.getFirst().text();
        return parts.size() == 3 && kind.equals("message") || parts.size() == 4 && kind.equals("pmessage");
    }

    private Reply any() throws IOException {
        char type = (char) octet();
        return switch (type) {
            case '+', '-', ':', ',', '#', '(' -> new Reply.Scalar(type, Bytes.of(line()));
            case '$', '=', '!' -> string(type);
            case '*', '~', '>', '%', '|' -> many(type);
            case '_' -> {
                line();
                yield new Reply.Nothing(type);
            }
            default -> throw new IOException("no reply begins with '" + type + "'");
        };
    }

    private Reply string(char type) throws IOException {
        int length = Integer.parseInt(line());
        if (length < 0) {
            return new Reply.Nothing(type);
        }
        byte[] value = in.readNBytes(length);
        if (value.length < length || octet() != '\r' || octet() != '\n') {
            throw new IOException("a string of " + length + " bytes doesn't end as announced");
        }
        return new Reply.Scalar(type, new Bytes(value));
    }

    private Reply many(char type) throws IOException {
        int size = Integer.parseInt(line());
        if (size < 0) {
            return new Reply.Nothing(type);
        }
        int replies = type == '%' || type == '|' ? size * 2 : size;
        List<Reply> elements = new ArrayList<>(Math.min(replies, 1024));
        for (int i = 0; i < replies; i++) {
            elements.add(read());
        }
        return new Reply.Many(type, elements);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = octet(); c != '\r'; c = octet()) {
            line.append((char) c);
        }
        if (octet() != '\n') {
            throw new IOException("a line ends without a line feed: " + line);
        }
        return line.toString();
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the server closed the connection");
        }
        return octet;
    }
}
