package dev.baton.node.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** That a wrong reply is seen as one. */
class RulesTest {
    private Answers before;

    @Test
    void typesAreCompared() throws Exception {
        assertThat(same("GET k", "$1\r\n1\r\n", "$1\r\n1\r\n")).isTrue();
        assertThat(same("GET k", "$1\r\n1\r\n", ":1\r\n")).isFalse();
        assertThat(same("GET k", "$-1\r\n", "*-1\r\n")).isFalse();
        assertThat(same("GET k", "$-1\r\n", "_\r\n")).isFalse();
        assertThat(same("GET k", "-ERR a\r\n", "-ERR b\r\n")).isFalse();
        assertThat(same("LRANGE k 0 -1", "*2\r\n:1\r\n:2\r\n", "*2\r\n:2\r\n:1\r\n"))
                .isFalse();
    }

    @Test
    void orderIsNotWhereRedisPromisesNone() throws Exception {
        assertThat(same("SMEMBERS k", "~2\r\n:1\r\n:2\r\n", "~2\r\n:2\r\n:1\r\n"))
                .isTrue();
        assertThat(same("SMEMBERS k", "~2\r\n:1\r\n:2\r\n", "*2\r\n:2\r\n:1\r\n"))
                .isFalse();
        assertThat(same("SMEMBERS k", "~2\r\n:1\r\n:2\r\n", "~2\r\n:1\r\n:1\r\n"))
                .isFalse();
        assertThat(same("HGETALL k", "%2\r\n:1\r\n:2\r\n:3\r\n:4\r\n", "%2\r\n:3\r\n:4\r\n:1\r\n:2\r\n"))
                .isTrue();
        assertThat(same("HGETALL k", "%2\r\n:1\r\n:2\r\n:3\r\n:4\r\n", "%2\r\n:3\r\n:2\r\n:1\r\n:4\r\n"))
                .isFalse();
    }

    @Test
    void aChoiceMustBeOneOfThoseThere() throws Exception {
        String listing = "*2\r\n:1\r\n:2\r\n";
        before = new Answers(reply(listing), reply(listing));
        assertThat(same("SRANDMEMBER k 2", "*2\r\n:1\r\n:2\r\n", "*2\r\n:2\r\n:1\r\n"))
                .isTrue();
        assertThat(same("SRANDMEMBER k 2", "*2\r\n:1\r\n:2\r\n", "*2\r\n:1\r\n:1\r\n"))
                .isFalse();
        assertThat(same("SRANDMEMBER k -2", "*2\r\n:1\r\n:2\r\n", "*2\r\n:1\r\n:1\r\n"))
                .isTrue();
        assertThat(same("SRANDMEMBER k 2", "*2\r\n:1\r\n:2\r\n", "*1\r\n:1\r\n"))
                .isFalse();
        assertThat(same("SRANDMEMBER k", ":1\r\n", ":3\r\n")).isFalse();
        assertThat(same("HRANDFIELD k 1 WITHVALUES", "*2\r\n:1\r\n:2\r\n", "*2\r\n:1\r\n:2\r\n"))
                .isTrue();
        assertThat(same("HRANDFIELD k 1 WITHVALUES", "*2\r\n:1\r\n:2\r\n", "*2\r\n:2\r\n:1\r\n"))
                .isFalse();
        assertThat(same("HRANDFIELD k", ":1\r\n", ":2\r\n"))
                .as("a value is no field")
                .isFalse();
    }

    @Test
    void scannedElementsAreCompared() throws Exception {
        String redis = "*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n$3\r\n100\r\n";
        assertThat(same("ZSCAN k 0", redis, "*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n$5\r\n1e+02\r\n"))
                .isTrue();
        assertThat(same("HSCAN k 0", redis, "*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n$5\r\n1e+02\r\n"))
                .isFalse();
        assertThat(same("ZSCAN k 0", redis, "*2\r\n$1\r\n0\r\n*0\r\n")).isFalse();
    }

    @Test
    void messagesAreKeptApartFromReplies() throws Exception {
        ReplyReader reader = new ReplyReader(
                new ByteArrayInputStream(Line.bytes("*1\r\n>3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nx\r\n:1\r\n")));
        assertThat(reader.read().toString()).isEqualTo("*[(integer) 1]");
        assertThat(reader.messages()).hasSize(1);
    }

    @Test
    void timesMayDifferALittle() throws Exception {
        assertThat(same("TTL k", ":1000\r\n", ":999\r\n")).isTrue();
        assertThat(same("TTL k", ":1000\r\n", ":990\r\n")).isFalse();
        assertThat(same("TTL k", ":-1\r\n", ":0\r\n")).isFalse();
    }

    @Test
    void whatExecAnswersIsComparedByWhatWasQueued() throws Exception {
        Comparison comparison = new Comparison(new Differences());
        assertThat(comparison.accepts(Line.parse("SMEMBERS k"), answers("+QUEUED\r\n", "+QUEUED\r\n"), null))
                .isTrue();
        assertThat(comparison.accepts(Line.parse("LRANGE l 0 -1"), answers("+QUEUED\r\n", "+QUEUED\r\n"), null))
                .isTrue();
        Answers answers =
                answers("*2\r\n*2\r\n:1\r\n:2\r\n*2\r\n:1\r\n:2\r\n", "*2\r\n*2\r\n:2\r\n:1\r\n*2\r\n:2\r\n:1\r\n");
        assertThat(comparison.accepts(Line.parse("EXEC"), answers, null))
                .as("the list's order")
                .isFalse();
    }

    private boolean same(String request, String redis, String node) throws IOException {
        return new Comparison(new Differences()).accepts(Line.parse(request), answers(redis, node), before);
    }

    private static Answers answers(String redis, String node) throws IOException {
        return new Answers(reply(redis), reply(node));
    }

    private static Reply reply(String bytes) throws IOException {
        return new ReplyReader(new ByteArrayInputStream(Line.bytes(bytes))).read();
    }
}
