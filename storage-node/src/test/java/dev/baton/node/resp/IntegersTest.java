package dev.baton.node.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class IntegersTest {
    @Property(tries = 500)
    void everyLongIsReadAsItWasWritten(@ForAll long value) {
        roundTrip(value);
    }

    @Example
    void theEndsOfTheRangeToo() {
        for (long value : new long[] {0, 9, 10, -1, -10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1}) {
            roundTrip(value);
        }
    }

    @Example
    void onlyTheOneWrittenFormIsAnInteger() {
        for (String text : new String[] {
            "",
            "-",
            "+1",
            "01",
            "-0",
            " 1",
            "1 ",
            "1.0",
            "9223372036854775808",
            "-9223372036854775809",
            "1e3",
            "99999999999999999999"
        }) {
            assertThat(Integers.isLong(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isFalse();
        }
    }

    private static void roundTrip(long value) {
        ByteBuf out = Unpooled.buffer();
        Integers.write(out, value);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(Long.toString(value));
        byte[] text = Integers.toBytes(value);
        assertThat(Integers.isLong(text)).isTrue();
        assertThat(Integers.parse(text)).isEqualTo(value);
    }
}
