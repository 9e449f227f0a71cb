package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Replies as Redis 7.0 gives them. */
class LcsCommandTest {
    private final Shell redis = new Shell();

    @Test
    void theLongestCommonSubsequence() {
        redis.run("MSET a ohmytext b mynewtext");
        redis.check("LCS a b", "$6 mytext");
        redis.check("LCS a b LEN", ":6");
        redis.check("LCS a b IDX", "*4 $7 matches *2 *2 *2 :4 :7 *2 :5 :8 *2 *2 :2 :3 *2 :0 :1 $3 len :6");
        redis.check("LCS a b IDX MINMATCHLEN 4", "*4 $7 matches *1 *2 *2 :4 :7 *2 :5 :8 $3 len :6");
        redis.check(
                "LCS a b IDX MINMATCHLEN -3 WITHMATCHLEN",
                "*4 $7 matches *2 *3 *2 :4 :7 *2 :5 :8 :4 *3 *2 :2 :3 *2 :0 :1 :2 $3 len :6");
        redis.run("MSET c abcd d dcba");
        redis.check("LCS c d", "$1 d");
        redis.check("LCS c d IDX", "*4 $7 matches *1 *2 *2 :3 :3 *2 :0 :0 $3 len :1");
        redis.check("LCS a none", "$0");
        redis.check("LCS none none IDX", "*4 $7 matches *0 $3 len :0");
        redis.check("LCS a b IDX LEN", "-ERR If you want both the length and indexes, please just use IDX.");
        redis.check("LCS a b MINMATCHLEN", "-ERR syntax error");
        redis.run("RPUSH l x");
        redis.check("LCS a l", "-ERR The specified keys must contain string values");
        redis.run("HELLO 3");
        redis.check("LCS a b IDX MINMATCHLEN 9", "%2 $7 matches *0 $3 len :6");
    }

    @Test
    void stringsThatWouldTakeLongAreRefused() {
        byte[] large = new byte[10_000];
        redis.run(new byte[][] {bytes("SET"), bytes("a"), large});
        assertThat(redis.run("LCS a a LEN")).startsWith("-ERR Insufficient memory");
        redis.run("SET b x");
        redis.check("LCS a b LEN", ":0");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
