package dev.baton.node.command;

/** A part of a string or list, as start and inclusive end count it: from 0, or from −1 backwards. */
record Range(int from, int length) {
    static Range of(long start, long end, int size) {
        long from = Math.max(0, start < 0 ? size + start : start);
        long to = Math.min(size - 1L, end < 0 ? size + end : end);
        return from > to || from >= size ? new Range(0, 0) : new Range((int) from, (int) (to - from + 1));
    }
}
