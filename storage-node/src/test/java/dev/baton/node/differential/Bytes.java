package dev.baton.node.differential;

import java.nio.charset.StandardCharsets;

/** Bytes that are compared by what they are; as text each is a character, so nothing is lost. */
record Bytes(byte[] array) {
    static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && java.util.Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return new String(array, StandardCharsets.ISO_8859_1);
    }
}
