package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobPatternTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "*,anything,true",
                "h?llo,hello,true",
                "h?llo,hllo,false",
                "h[ae]llo,hallo,true",
                "h[^e]llo,hello,false",
                "h[a-c]llo,hbllo,true",
                "h[c-a]llo,hbllo,true",
                "a\\*b,a*b,true",
                "a\\*b,axb,false",
                "*b*c,abxbc,true",
                "*b*c,abxb,false",
                "abc,abc,true",
                "abc,abcd,false",
                "[abc,a,true",
                "a[\\]]b,a]b,true"
            })
    void matchesAsRedisDoes(String pattern, String text, boolean expected) {
        assertThat(matches(pattern, text)).isEqualTo(expected);
    }

    @Test
    void manyStarsCostLittle() {
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(matches("a*".repeat(50) + "b", "a".repeat(5000)))
                        .isFalse());
    }

    private static boolean matches(String pattern, String text) {
        return new GlobPattern(pattern.getBytes(StandardCharsets.UTF_8)).matches(text.getBytes(StandardCharsets.UTF_8));
    }
}
