package dev.baton.node.differential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests as people type them to redis-cli: words, quoted where they must be, with {@code \xHH} for what can't be typed. */
final class Line {
    private Line() {}

    static String of(Request request) {
        List<String> words = new ArrayList<>();
        for (byte[] word : request.words()) {
            words.add(quoted(word));
        }
        return String.join(" ", words);
    }

    static String quoted(byte[] word) {
        StringBuilder plain = new StringBuilder();
        boolean needsQuotes = word.length == 0;
        for (byte b : word) {
            int c = b & 0xff;
            if (c == '"' || c == '\\') {
                plain.append('\\').append((char) c);
                needsQuotes = true;
            } else if (c < ' ' || c > '~') {
                plain.append(String.format("\\x%02x", c));
                needsQuotes = true;
            } else {
                plain.append((char) c);
                needsQuotes |= c == ' ' || c == '\'' || c == ';' || c == '#';
            }
        }
        return needsQuotes ? "\"" + plain + "\"" : plain.toString();
    }

    /** @throws IllegalArgumentException the line can't have been written by {@link #of} */
    static Request parse(String line) {
        List<byte[]> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            if (line.charAt(at) == ' ') {
                at++;
                continue;
            }
            boolean quoted = line.charAt(at) == '"';
            if (quoted) {
                at++;
            }
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            while (at < line.length() && line.charAt(at) != (quoted ? '"' : ' ')) {
                char c = line.charAt(at++);
                if (quoted && c == '\\') {
                    c = line.charAt(at++);
                    if (c == 'x') {
                        c = (char) Integer.parseInt(line.substring(at, at + 2), 16);
                        at += 2;
                    }
                }
                word.write(c);
            }
            if (quoted && at++ == line.length()) {
                throw new IllegalArgumentException("a quote is left open: " + line);
            }
            words.add(word.toByteArray());
        }
        return new Request(words);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
