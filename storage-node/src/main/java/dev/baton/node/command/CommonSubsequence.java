package dev.baton.node.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The longest common subsequence of two strings, by dynamic programming (Wagner and Fischer, 1974). Time and memory grow with the product of both
 * lengths, memory with an eighth of a byte each: of the lengths only two rows are kept, and one bit of every cell for the way back.
 */
final class CommonSubsequence {
    /** A run of equal bytes. */
    record Match(int inFirst, int inSecond, int length) {}

    private final byte[] bytes;
    private final List<Match> matches;

    private CommonSubsequence(byte[] bytes, List<Match> matches) {
        this.bytes = bytes;
        this.matches = matches;
    }

    static CommonSubsequence of(byte[] a, byte[] b) {
        int width = b.length + 1;
        long[] shorterFirst = new long[Math.toIntExact(((a.length + 1L) * width + Long.SIZE - 1) / Long.SIZE)];
        int[] above = new int[width];
        int[] row = new int[width];
        for (int i = 1; i <= a.length; i++) {
            for (int j = 1; j <= b.length; j++) {
                if (a[i - 1] == b[j - 1]) {
                    row[j] = above[j - 1] + 1;
                } else if (above[j] > row[j - 1]) {
                    row[j] = above[j];
                    long cell = (long) i * width + j;
                    shorterFirst[(int) (cell >>> 6)] |= 1L << cell;
                } else {
                    row[j] = row[j - 1];
                }
            }
            int[] swapped = above;
            above = row;
            row = swapped;
        }
        return back(a, b, above[b.length], shorterFirst);
    }

    private static CommonSubsequence back(byte[] a, byte[] b, int length, long[] shorterFirst) {
        byte[] bytes = new byte[length];
        List<Match> matches = new ArrayList<>();
        int left = length;
        int run = 0;
        int i = a.length;
        int j = b.length;
        while (i > 0 && j > 0) {
            if (a[i - 1] == b[j - 1]) {
                bytes[--left] = a[i - 1];
                run++;
                i--;
                j--;
                continue;
            }
            if (run > 0) {
                matches.add(new Match(i, j, run));
                run = 0;
            }
            long cell = (long) i * (b.length + 1) + j;
            if ((shorterFirst[(int) (cell >>> 6)] >>> cell & 1) == 1) {
                i--;
            } else {
                j--;
            }
        }
        if (run > 0) {
            matches.add(new Match(i, j, run));
        }
        return new CommonSubsequence(bytes, List.copyOf(matches));
    }

    int length() {
        return bytes.length;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }

    /** The last one first. */
    List<Match> matches() {
        return matches;
    }
}
