package dev.baton.node.command;

import java.nio.charset.StandardCharsets;

/** Bytes from clients that are compared with, or shown among, text of ours. */
final class Texts {
    private Texts() {}

    /** Whether the bytes are this ASCII word in any case. */
    static boolean equalsIgnoringCase(byte[] bytes, String word) {
        if (bytes.length != word.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (lower(bytes[i]) != lower((byte) word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static byte lower(byte c) {
        return c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
    }

    static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Cut to a length, control characters replaced: it goes into an error reply. */
    static String forPeople(byte[] bytes, int longest) {
        StringBuilder text = new StringBuilder();
        String all = new String(bytes, 0, Math.min(bytes.length, longest), StandardCharsets.UTF_8);
        for (int i = 0; i < all.length(); i++) {
            char c = all.charAt(i);
            text.append(c < ' ' || c == 127 ? ' ' : c);
        }
        return text.toString();
    }
}
