package dev.baton.node.command;

/**
 * A pattern of KEYS, SCAN and CONFIG GET: {@code *} any bytes, {@code ?} one byte, {@code [abc] [a-z] [^a]} one of a set, backslash quotes. Matches in
 * time proportional to pattern × text at worst, as it only ever returns to the last star.
 */
final class GlobPattern {
    private final byte[] pattern;
    /** Where the element tried last ends. */
    private int elementEnd;

    GlobPattern(byte[] pattern) {
        this.pattern = pattern;
    }

    boolean matches(byte[] text) {
        int at = 0;
        int p = 0;
        int afterStar = -1;
        int starAt = 0;
        while (at < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                afterStar = ++p;
                starAt = at;
            } else if (p < pattern.length && elementMatches(p, text[at])) {
                p = elementEnd;
                at++;
            } else if (afterStar >= 0) {
                p = afterStar;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    private boolean elementMatches(int from, byte c) {
        byte first = pattern[from];
        if (first == '[') {
            return setMatches(from + 1, c);
        }
        boolean quoted = first == '\\' && from + 1 < pattern.length;
        elementEnd = quoted ? from + 2 : from + 1;
        return quoted ? pattern[from + 1] == c : first == '?' || first == c;
    }

    private boolean setMatches(int from, byte c) {
        int p = from;
        boolean not = p < pattern.length && pattern[p] == '^';
        if (not) {
            p++;
        }
        boolean found = false;
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                p++;
                found |= pattern[p] == c;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int low = Math.min(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                int high = Math.max(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                found |= low <= (c & 0xff) && (c & 0xff) <= high;
                p += 2;
            } else {
                found |= pattern[p] == c;
            }
            p++;
        }
        elementEnd = Math.min(pattern.length, p + 1);
        return found != not;
    }
}
