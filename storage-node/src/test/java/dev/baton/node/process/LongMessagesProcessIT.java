package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberState;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What is long: a record on a slow link, and thousands of replies that one read of a connection asks for. */
class LongMessagesProcessIT {
    private static final int MEGABYTE = 1 << 20;
    /** So many replies are twice the memory that the process has. */
    private static final int REQUESTS = 256;

    @TempDir
    private Path directory;

    private final Told told = new Told();

    @Test
    void aRecordThatTakesLongerThanALinkMayBeSilentArrives() throws Exception {
        try (NodeUnderTest leader = new NodeUnderTest("orders-0", directory.resolve("a")).start();
                NodeUnderTest near = new NodeUnderTest("orders-1", directory.resolve("b")).start();
                NodeUnderTest follower = new NodeUnderTest("orders-2", directory.resolve("c")).start();
                CutLink link = new CutLink(leader.replicationPort());
                Jedis client = leader.client()) {
            told.elect(leader, near);
            client.set("small", "1");
            follower.tell(
                    new ControlCommand.Follow(told.epoch(), Told.RECORD, leader.name(), "127.0.0.1", link.port()));
            Told.streams(follower);
            long greetings = greetings(follower);

            link.slow(MEGABYTE);
            client.set("long", "x".repeat(4 * MEGABYTE));
            try (Jedis reader = follower.client()) {
                await().atMost(Duration.ofSeconds(20)).until(() -> reader.exists("long"));
                assertThat(reader.strlen("long")).isEqualTo(4 * MEGABYTE);
            }
            assertThat(greetings(follower)).as("the link was never closed").isEqualTo(greetings);
        }
    }

    private static long greetings(NodeUnderTest follower) {
        return follower.lines().stream()
                .filter(line -> line.contains("continuing from log"))
                .count();
    }

    @Test
    void repliesToOneReadTakeNoMoreMemoryThanTheyMayAndComeInOrder() throws Exception {
        try (NodeUnderTest node = new NodeUnderTest("orders-0", directory.resolve("a")).start();
                NodeUnderTest follower = new NodeUnderTest("orders-1", directory.resolve("b")).start();
                Jedis client = node.client();
                Socket pipeline = new Socket("127.0.0.1", node.clientPort())) {
            told.elect(node, follower);
            client.set("long", "x".repeat(MEGABYTE));
            pipeline.getOutputStream().write(requests());
            assertThat(client.ping()).as("others go on").isEqualTo("PONG");
            assertReplies(pipeline, 0);

            // The same behind a write that waits: all of them are held back, then run.
            assertThat(node.tell(new ControlCommand.Pause(told.epoch(), 1, 60_000))
                            .state())
                    .isEqualTo(MemberState.PAUSED);
            pipeline.getOutputStream().write(requests());
            assertThat(client.get("count")).isEqualTo(Integer.toString(REQUESTS));
            node.tell(new ControlCommand.Resume(told.epoch(), 1));
            assertReplies(pipeline, REQUESTS);

            // A client that reads nothing for now stops only itself.
            pipeline.getOutputStream().write(requests());
            for (int i = 0; i < 100; i++) {
                client.set("other", Integer.toString(i));
            }
            assertThat(Integer.parseInt(client.get("count"))).isLessThan(2 * REQUESTS + 100);
            assertReplies(pipeline, 2 * REQUESTS);
            assertThat(node.isRunning()).isTrue();
        }
    }

    private static byte[] requests() {
        return "INCR count\r\nGET long\r\n".repeat(REQUESTS).getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertReplies(Socket pipeline, int from) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(pipeline.getInputStream(), MEGABYTE));
        byte[] value = new byte[MEGABYTE];
        for (int i = 1; i <= REQUESTS; i++) {
            assertThat(line(in)).isEqualTo(":" + (from + i));
            assertThat(line(in)).isEqualTo("$" + MEGABYTE);
            in.readFully(value);
            assertThat(value[0]).isEqualTo((byte) 'x');
            assertThat(value[MEGABYTE - 1]).isEqualTo((byte) 'x');
            assertThat(line(in)).isEmpty();
        }
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
