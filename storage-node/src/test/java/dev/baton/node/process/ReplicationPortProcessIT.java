package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who doesn't know the password gets from the replication port. */
class ReplicationPortProcessIT {
    private static final byte AUTHENTICATE = 0;

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
            assertThat(node.said("a frame of 629145600 bytes")).isTrue();

            wrong.getOutputStream().write(frame(2, AUTHENTICATE, (byte) 'x'));
            assertThat(wrong.getInputStream().read()).isEqualTo(-1);
            assertThat(node.said("wrong password")).isTrue();

            half.getOutputStream().write(frame(1, AUTHENTICATE));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(half.getInputStream().read()).isEqualTo(-1);
            assertThat(node.said("no word of the password")).isTrue();
            assertThat(node.said("no word of what it wants")).isTrue();
        }
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
