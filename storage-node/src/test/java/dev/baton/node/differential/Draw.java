package dev.baton.node.differential;

import java.util.List;
import java.util.SplittableRandom;

/** Draws the words of requests: few different ones, so that they meet, and now and then what nobody expects. */
final class Draw {
    private static final List<String> WORDS = List.of("a", "b", "c", "d", "hello world", "Foo", "foo");
    private static final List<String> NUMBERS = List.of("0", "1", "-1", "2", "3", "10", "-7", "100", "255");
    private static final List<String> DECIMALS = List.of(
            "1.5", "-2.75", "0.1", "3.0", "1e3", "-0.0", ".5", "5.", "0.30000000000000004", "1e-5", "123456789.125");
    private static final List<String> EXTREMES = List.of(
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775806",
            "9223372036854775808",
            "4294967296",
            "1e308",
            "1e400",
            "inf",
            "-inf",
            "+inf",
            "Infinity",
            "nan",
            "1e17",
            "12345678901234567890");
    /** Words that are nearly a number, or no number at all. */
    private static final List<String> ODD = List.of(
            "", "abc", " 1", "1 ", "+1", "0x10", "007", "-0", "1.5", "1e3", "--1", "-", "\0", "1\0", "é", "*", "(",
            "[a");

    private final SplittableRandom random;
    private final List<String> ownKeys;
    private final List<String> allKeys;

    /** @param ownKeys keys that mostly hold the type at hand */
    Draw(SplittableRandom random, List<String> ownKeys, List<String> allKeys) {
        this.random = random;
        this.ownKeys = ownKeys;
        this.allKeys = allKeys;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A word that fits nowhere, but that no command takes for an order to reserve a gigabyte. */
    byte[] odd() {
        return Line.bytes(chance(30) ? oneOf(EXTREMES) : oneOf(ODD));
    }

    /** A word of this kind; the word itself if there is no such kind. */
    byte[] word(String kind) {
        return switch (kind) {
            case "key" -> Line.bytes(chance(88) ? oneOf(ownKeys) : oneOf(allKeys));
            case "anykey" -> Line.bytes(oneOf(allKeys));
            case "value" -> value();
            case "field" -> Line.bytes(chance(90) ? oneOf(List.of("f1", "f2", "f3", "f4", "10", "")) : oneOf(WORDS));
            case "member" -> member();
            case "bits" -> Line.bytes(chance(60) ? number(-300, 300) : oneOf(EXTREMES.subList(0, 1)));
            case "int" -> oddOr(chance(85) ? number(-5, 20) : oneOf(EXTREMES));
            case "index" -> oddOr(number(-6, 8));
            case "count" -> oddOr(number(0, 6));
            case "positive" -> oddOr(number(1, 6));
            case "signed" -> oddOr(number(-6, 6));
            case "decimal" -> oddOr(chance(50) ? number(-20, 20) : chance(80) ? oneOf(DECIMALS) : oneOf(EXTREMES));
            case "score" -> oddOr(score());
            case "min" -> oddOr(chance(20) ? "-inf" : (chance(30) ? "(" : "") + score());
            case "max" -> oddOr(chance(20) ? "+inf" : (chance(30) ? "(" : "") + score());
            case "lexmin" -> oddOr(chance(30) ? "-" : (chance(50) ? "(" : "[") + oneOf(WORDS));
            case "lexmax" -> oddOr(chance(30) ? "+" : (chance(50) ? "(" : "[") + oneOf(WORDS));
            case "pattern" ->
                Line.bytes(oneOf(
                        List.of("*", "s*", "?1", "[st]*", "h[^1]", "*1", "", "\\*", "f?", "[a-c]*", "*[", "a*b")));
            case "bit" -> oddOr(chance(95) ? number(0, 1) : "2");
            case "bitoffset" -> oddOr(number(0, 70));
            case "offset" -> oddOr(chance(97) ? number(0, 12) : oneOf(List.of("536870912", "4294967295", "-1")));
            // Times to live are long enough to be there at the sequence's end, and never near each other.
            case "ttl" -> Line.bytes(Long.toString(1_000 + random.nextLong(100_000_000)));
            case "ttlms" -> Line.bytes(Long.toString(1_000_000 + random.nextLong(100_000_000_000L)));
            case "at" -> Line.bytes(Long.toString(4_000_000_000L + random.nextInt(3)));
            case "atms" -> Line.bytes(Long.toString(4_000_000_000_000L + random.nextInt(3) * 499));
            case "badttl" ->
                Line.bytes(oneOf(List.of(
                        "0",
                        "-1",
                        "-1000",
                        "9223372036854775807",
                        "-9223372036854775808",
                        "9223372036854775",
                        "x",
                        "",
                        "1.5")));
            case "odd" -> odd();
            case "empty" -> new byte[0];
            default -> Line.bytes(kind);
        };
    }

    private byte[] oddOr(String usual) {
        return chance(3) ? odd() : Line.bytes(usual);
    }

    private String number(int from, int to) {
        return Integer.toString(from + random.nextInt(to - from + 1));
    }

    private String score() {
        return chance(70) ? number(-3, 6) : chance(70) ? oneOf(DECIMALS) : oneOf(EXTREMES);
    }

    private byte[] member() {
        return chance(60) ? Line.bytes(oneOf(WORDS)) : chance(60) ? Line.bytes(oneOf(NUMBERS)) : value();
    }

    private byte[] value() {
        int kind = below(100);
        if (kind < 30) {
            return Line.bytes(oneOf(NUMBERS));
        }
        if (kind < 60) {
            return Line.bytes(oneOf(WORDS));
        }
        if (kind < 75) {
            return Line.bytes(oneOf(DECIMALS));
        }
        if (kind < 81) {
            return Line.bytes(oneOf(EXTREMES));
        }
        if (kind < 85) {
            return odd();
        }
        // Longer than 64 bytes: where Redis keeps a small collection otherwise.
        byte[] binary = new byte[kind < 93 ? below(12) : kind < 99 ? 65 + below(300) : 5_000];
        random.nextBytes(binary);
        return binary;
    }
}
