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

    /** As Redis shows a word in an error reply: up to a length or the first zero byte, and otherwise byte by byte. */
    static String forPeople(byte[] bytes, int longest) {
        int end = 0;
        while (end < bytes.length && end < longest && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }
}
