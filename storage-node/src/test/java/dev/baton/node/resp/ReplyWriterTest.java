package dev.baton.node.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplyWriterTest {
    private final ByteBuf out = Unpooled.buffer();

    @Test
    void aBulkStringOfAnyLength() {
        ReplyWriter writer = new ReplyWriter(out, false);
        for (int length = 0; length < 1200; length++) {
            String text = "x".repeat(length);
            writer.bulk(("<" + text + ">").getBytes(StandardCharsets.US_ASCII), 1, length);
            assertThat(written()).isEqualTo("$" + length + "\r\n" + text + "\r\n");
        }
    }

    @Test
    void scoresArePairsInRespThreeOnly() {
        ReplyWriter writer = new ReplyWriter(out, false);
        writer.scores(1);
        writer.scored(new byte[] {'a'}, 1.5);
        assertThat(written()).isEqualTo("*2\r\n$1\r\na\r\n$3\r\n1.5\r\n");
        writer.resp3(true);
        writer.scores(1);
        writer.scored(new byte[] {'a'}, Double.NEGATIVE_INFINITY);
        assertThat(written()).isEqualTo("*1\r\n*2\r\n$1\r\na\r\n,-inf\r\n");
    }

    private String written() {
        String text = out.toString(StandardCharsets.US_ASCII);
        out.clear();
        return text;
    }
}
