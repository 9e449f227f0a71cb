package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who doesn't know the password gets from the replication port. */
class ReplicationPortProcessIT {
    private static final byte AUTHENTICATE = 0;
    private static final byte NO_FRAME = 127;

    @TempDir
    private Path directory;

    @Test
    void aStrangerTakesUpNoRoomAndIsCutOff() throws Exception {
        try (NodeUnderTest node = new NodeUnderTest("orders-0", directory).start();
                Socket silent = dial(node);
                Socket half = dial(node);
                Socket huge = dial(node);
                Socket wrong = dial(node)) {
            huge.getOutputStream().write(frame(600 << 20, (byte) 1));
            assertThat(huge.getInputStream().read()).isEqualTo(-1);
            node.says("a frame of 629145600 bytes");

            wrong.getOutputStream().write(frame(2, AUTHENTICATE, (byte) 'x'));
            assertThat(wrong.getInputStream().read()).isEqualTo(-1);
            node.says("wrong password");

            half.getOutputStream().write(frame(1, AUTHENTICATE));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(half.getInputStream().read()).isEqualTo(-1);
            node.says("no word of the password");
            node.says("no word of what it wants");
        }
    }

    @Test
    void withASecretOnlyItsHoldersGetIn() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "only members know");
        try (NodeUnderTest node = new NodeUnderTest("orders-0", directory.resolve("data"))
                        .with("--control-password-file=" + secret)
                        .start();
                Socket empty = dial(node);
                Socket part = dial(node);
                Socket bold = dial(node);
                Socket member = dial(node)) {
            empty.getOutputStream().write(frame(1, AUTHENTICATE));
            assertThat(empty.getInputStream().read()).isEqualTo(-1);
            part.getOutputStream().write(authenticate("only"));
            assertThat(part.getInputStream().read()).isEqualTo(-1);
            bold.getOutputStream().write(frame(1, NO_FRAME));
            assertThat(bold.getInputStream().read()).isEqualTo(-1);
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(
                            () -> assertThat(node.lines().stream().filter(line -> line.contains("wrong password")))
                                    .hasSize(3));

            member.getOutputStream().write(authenticate("only members know"));
            member.getOutputStream().write(frame(1, NO_FRAME));
            assertThat(member.getInputStream().read()).isEqualTo(-1);
            node.says("unreadable replication frame");
        }
    }

    private static byte[] authenticate(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + bytes.length)
                .putInt(1 + bytes.length)
                .put(AUTHENTICATE)
                .put(bytes)
                .array();
    }

    private static Socket dial(NodeUnderTest node) throws IOException {
        Socket socket = new Socket("127.0.0.1", node.replicationPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static byte[] frame(int length, byte... begin) {
        return ByteBuffer.allocate(4 + begin.length).putInt(length).put(begin).array();
    }
}
