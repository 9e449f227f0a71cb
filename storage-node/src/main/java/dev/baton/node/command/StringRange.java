package dev.baton.node.command;

/**
 * A part of a string as GETRANGE, BITCOUNT and BITPOS count it: inclusive ends, from 0 on or from −1 backwards. Unlike the range of a list, an end
 * before the beginning is the beginning.
 *
 * @param from the first byte or bit
 * @param to the one behind the last; not greater than {@code from} if there is none
 */
record StringRange(long from, long to) {
    static StringRange of(long start, long end, long size) {
        long first = Math.clamp(start < 0 ? size + start : start, 0, size);
        long last = Math.max(0, end < 0 ? size + end : end);
        return new StringRange(first, Math.min(last, size - 1) + 1);
    }

    /** Whether both ends count backwards, and in the wrong order: nothing then, wherever they lie. */
    static boolean isReversed(long start, long end) {
        return start < 0 && end < 0 && start > end;
    }

    boolean isEmpty() {
        return from >= to;
    }

    /** The same bytes as bits. */
    StringRange inBits() {
        return new StringRange(from * 8, to * 8);
    }
}
