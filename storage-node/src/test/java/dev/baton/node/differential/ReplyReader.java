package dev.baton.node.differential;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads replies of RESP2 and RESP3, of any type. */
final class ReplyReader {
    private final InputStream in;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /** @throws IOException what came is no reply, or the connection has ended */
    Reply read() throws IOException {
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
