package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatusCodec;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** What the control port does for somebody who doesn't know the password, and with words it doesn't understand. */
class ControlPortProcessIT {
    private static final String PASSWORD = "only the operator knows";

    @TempDir
    private Path directory;

    @Test
    void aStrangerIsRefusedWhateverItSays() throws Exception {
        try (NodeUnderTest node = secured();
                Jedis stranger = new Jedis("127.0.0.1", node.controlPort(), 5000)) {
            for (String command : List.of("BATON STATUS", "BATON FENCE 5 uid", "BATON NONSENSE", "PING")) {
                assertThatThrownBy(() -> say(stranger, command)).as(command).hasMessageStartingWith("NOAUTH");
            }
            for (String wrong : List.of("AUTH x", "AUTH operator x", "AUTH only")) {
                assertThatThrownBy(() -> say(stranger, wrong)).as(wrong).hasMessageStartingWith("WRONGPASS");
            }
            assertThatThrownBy(() -> say(stranger, "AUTH")).hasMessageStartingWith("ERR AUTH takes a password");
            assertThatThrownBy(() -> say(stranger, "BATON STATUS")).hasMessageStartingWith("NOAUTH");

            stranger.auth(PASSWORD);
            MemberStatus untouched = status(stranger);
            assertThat(untouched.state()).isEqualTo(MemberState.FENCED);
            assertThat(untouched.promise().promised()).isEqualTo(Epoch.NONE);

            assertThatThrownBy(() -> say(stranger, "AUTH x")).hasMessageStartingWith("WRONGPASS");
            assertThatThrownBy(() -> say(stranger, "BATON STATUS"))
                    .as("a wrong word takes back the right one")
                    .hasMessageStartingWith("NOAUTH");
        }
    }

    @Test
    void whatIsNotUnderstoodIsRefusedAndChangesNothing() throws Exception {
        try (NodeUnderTest node = secured();
                Jedis operator = new Jedis("127.0.0.1", node.controlPort(), 5000)) {
            operator.auth(PASSWORD);
            say(operator, "BATON FENCE 3 uid");
            MemberStatus before = status(operator);
            for (String malformed : List.of(
                    "BATON",
                    "BATON LEAVE 4",
                    "BATON FENCE",
                    "BATON FENCE 4",
                    "BATON FENCE four uid",
                    "BATON FENCE -4 uid",
                    "BATON FENCE 4 uid more",
                    "BATON FENCE 4 uid\nled=9",
                    "BATON LEAD 3 uid " + before.incarnation() + " 0:0 3000 perhaps",
                    "BATON LEAD 3 uid " + before.incarnation() + " 0:0 -1 false",
                    "BATON FOLLOW 4 uid orders-1 127.0.0.1 0",
                    "BATON RULE 3 1|2|SYNCHRONOUS|FLUSHED|",
                    "BATON PAUSE 3 1 forever",
                    "BATON RESUME",
                    "SET key value",
                    "SHUTDOWN")) {
                assertThatThrownBy(() -> say(operator, malformed))
                        .as(malformed)
                        .isInstanceOf(JedisDataException.class)
                        .hasMessageMatching("ERR .{10,}");
            }
            assertThat(status(operator)).isEqualTo(before);
            try (Socket babbling = new Socket("127.0.0.1", node.controlPort())) {
                babbling.setSoTimeout(5000);
                babbling.getOutputStream().write("*1\r\n$-7\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(babbling.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("-ERR Protocol error");
            }
            assertThat(status(operator)).isEqualTo(before);
        }
    }

    private NodeUnderTest secured() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        return new NodeUnderTest("orders-0", directory.resolve("orders-0"))
                .with("--control-password-file=" + file)
                .start();
    }

    private static Object say(Jedis connection, String line) {
        String[] words = line.split(" ");
        List<String> rest = new ArrayList<>(List.of(words)).subList(1, words.length);
        return connection.sendCommand(() -> words[0].getBytes(StandardCharsets.US_ASCII), rest.toArray(new String[0]));
    }

    private static MemberStatus status(Jedis connection) {
        List<String> words = new ArrayList<>();
        for (Object word : (List<?>) say(connection, "BATON STATUS")) {
            words.add(new String((byte[]) word, StandardCharsets.UTF_8));
        }
        return MemberStatusCodec.decode(words);
    }
}
