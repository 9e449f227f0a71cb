package dev.baton.node.differential;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A command with its arguments, at least the name. */
record Request(List<byte[]> words) {
    static Request of(String... words) {
        List<byte[]> bytes = new ArrayList<>();
        for (String word : words) {
            bytes.add(Line.bytes(word));
        }
        return new Request(bytes);
    }

    /** In lower case. */
    String name() {
        return word(0);
    }

    /** A word in lower case; empty if there are not so many. */
    String word(int index) {
        return index < words.size() ? new Bytes(words.get(index)).toString().toLowerCase(Locale.ROOT) : "";
    }

    boolean has(String option) {
        for (int i = 1; i < words.size(); i++) {
            if (word(i).equals(option)) {
                return true;
            }
        }
        return false;
    }

    void encode(ByteArrayOutputStream out) {
        out.writeBytes(Line.bytes("*" + words.size() + "\r\n"));
        for (byte[] word : words) {
            out.writeBytes(Line.bytes("$" + word.length + "\r\n"));
            out.writeBytes(word);
            out.writeBytes(Line.bytes("\r\n"));
        }
    }

    @Override
    public String toString() {
        return Line.of(this);
    }
}
