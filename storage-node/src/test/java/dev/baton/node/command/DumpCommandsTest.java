package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.rdb.Payloads;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies as Redis 7.0 gives them. What the payload holds is for {@code DumpTest}. */
class DumpCommandsTest {
    /** "hi", as Redis dumps it. */
    private static final byte[] HI = HexFormat.of().parseHex("000268690a00af6b9fe88e311b14");

    private final Shell redis = new Shell();

    @Test
    void restores() {
        redis.check("DUMP none", "$-1");
        assertThat(restore("k", "0", HI)).isEqualTo("+OK");
        redis.check("GET k", "$2 hi");
        redis.check("TTL k", ":-1");
        assertThat(restore("k", "0", HI)).isEqualTo("-BUSYKEY Target key name already exists.");
        assertThat(restore("k", "5000", HI, "REPLACE")).isEqualTo("+OK");
        redis.check("PTTL k", ":5000");
        assertThat(restore("k", "1000700", HI, "replace", "ABSTTL", "FREQ", "3"))
                .isEqualTo("+OK");
        redis.check("PTTL k", ":700");
        assertThat(restore("k", "900000", HI, "REPLACE", "ABSTTL"))
                .as("long over")
                .isEqualTo("+OK");
        redis.check("EXISTS k", ":0");
        assertThat(restore("k", "9223372036854775807", HI)).isEqualTo("+OK");
    }

    @Test
    void refuses() {
        redis.run("SET there v");
        String noPayload = "-ERR DUMP payload version or checksum are wrong";
        byte[] damaged = HI.clone();
        damaged[1] = 1;
        assertThat(restore("k", "0", damaged)).isEqualTo(noPayload);
        assertThat(restore("k", "0", new byte[3])).isEqualTo(noPayload);
        assertThat(restore("k", "0", HexFormat.of().parseHex("63020900ac9930b47ee73aea")))
                .isEqualTo("-ERR Bad data format");
        assertThat(restore("k", "-1", HI)).isEqualTo("-ERR Invalid TTL value, must be >= 0");
        assertThat(restore("k", "x", damaged)).isEqualTo("-ERR value is not an integer or out of range");
        assertThat(restore("there", "x", damaged)).isEqualTo("-BUSYKEY Target key name already exists.");
        assertThat(restore("there", "x", damaged, "KEEP")).isEqualTo("-ERR syntax error");
        assertThat(restore("k", "0", HI, "IDLETIME", "-1")).isEqualTo("-ERR Invalid IDLETIME value, must be >= 0");
        assertThat(restore("k", "0", HI, "FREQ", "256")).isEqualTo("-ERR Invalid FREQ value, must be >= 0 and <= 255");
        assertThat(restore("k", "0", HI, "IDLETIME", "1", "FREQ", "1")).isEqualTo("-ERR syntax error");
        assertThat(restore("there", "0", damaged, "REPLACE")).isEqualTo(noPayload);
        redis.check("GET there", "$1 v");
        redis.check("EXISTS k", ":0");
    }

    /** A few kilobytes that unpack to more than a megabyte. */
    @Test
    void aPackedStringCannotTakeMoreMemoryThanThereIs() {
        byte[] large = Payloads.zeros(4_200);
        assertThat(restore("k", "0", large)).isEqualTo("+OK");
        redis.check("STRLEN k", ":1108801");
        redis.run("CONFIG SET maxmemory 2000000");
        assertThat(restore("j", "0", large)).isEqualTo("-OOM command not allowed when used memory > 'maxmemory'.");
        redis.check("EXISTS j", ":0");
    }

    private String restore(String key, String ttl, byte[] payload, String... options) {
        byte[][] request = new byte[4 + options.length][];
        List<String> words = List.of("RESTORE", key, ttl);
        for (int i = 0; i < words.size(); i++) {
            request[i] = words.get(i).getBytes(StandardCharsets.UTF_8);
        }
        request[3] = Arrays.copyOf(payload, payload.length);
        for (int i = 0; i < options.length; i++) {
            request[4 + i] = options[i].getBytes(StandardCharsets.UTF_8);
        }
        return redis.run(request);
    }
}
