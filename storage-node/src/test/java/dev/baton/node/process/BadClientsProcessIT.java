package dev.baton.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.node.resp.MutatedFrames;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * Clients that send nonsense, or half a request, or nothing, or that read nothing: others are served meanwhile, no buffer is lost (Netty watches
 * every one of them), and memory stays what it was.
 */
class BadClientsProcessIT {
    private static final int CONNECTIONS_OF_NONSENSE = 1_500;
    private static final int FRAMES_EACH = 20;
    private static final int IDLE = 6_000;
    /** What a connection may cost, in bytes of the process's memory; Netty's watch on it included. */
    private static final long BYTES_EACH = 24 << 10;

    @TempDir
    private Path directory;

    private LoneLeader leader;
    private NodeUnderTest node;

    @BeforeEach
    void startOne() throws Exception {
        leader = LoneLeader.start(directory, "-Dio.netty.leakDetection.level=paranoid");
        node = leader.node();
    }

    @AfterEach
    void endIt() throws Exception {
        leader.close();
    }

    @Test
    void nonsenseHurtsNobodyElse() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        MutatedFrames frames = new MutatedFrames(random);
        try (Jedis other = node.client()) {
            long before = resident();
            for (int i = 0; i < CONNECTIONS_OF_NONSENSE; i++) {
                try (Socket bad = new Socket("127.0.0.1", node.clientPort())) {
                    bad.setSoLinger(random.nextBoolean(), 0); // ended by a reset, or in good order
                    for (int j = 0; j < FRAMES_EACH; j++) {
                        bad.getOutputStream().write(frames.next());
                    }
                } catch (IOException closed) {
                    // by the node: it was told something that isn't RESP
                }
                assertThat(other.incr("served")).isEqualTo(i + 1);
            }
            isUnharmed(before);
        }
    }

    @Test
    void thousandsThatAreIdleOrHalfOpenCostLittleAndHurtNobodyElse() throws Exception {
        List<SocketChannel> idle = new ArrayList<>();
        try (Jedis other = node.client()) {
            other.set("long", "x".repeat(100_000));
            int files = openFiles();
            long before = resident();
            List<byte[]> parts = Stream.of(
                            "", // nothing at all
                            "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$1000\r\nhalf a val",
                            "*1048576\r\n$536870912\r\n", // a promise
                            "PIN",
                            "GET long\r\n") // and never reads the reply
                    .map(part -> part.getBytes(StandardCharsets.US_ASCII))
                    .toList();
            for (int i = 0; i < IDLE; i++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", node.clientPort()));
                idle.add(channel);
                // Few of the last kind: what they don't read is kept for them.
                int kind = i % 50 == 0 ? 4 : i % 4;
                channel.write(ByteBuffer.wrap(parts.get(kind)));
                if (i % 7 == 0) {
                    channel.shutdownOutput();
                }
                if (i % 20 == 0) {
                    assertThat(other.incr("served")).isEqualTo(i / 20 + 1);
                }
            }
            assertThat(Scrape.of(node).value("baton_clients")).isGreaterThan(IDLE / 2.0);
            assertThat(resident() - before).isLessThan(IDLE * BYTES_EACH);
            for (SocketChannel channel : idle) {
                channel.close();
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(Scrape.of(node).value("baton_clients")).isEqualTo(1));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(files + 10));
            isUnharmed(before);
        } finally {
            for (SocketChannel channel : idle) {
                channel.close();
            }
        }
    }

    /** It runs, nothing went wrong inside, and no buffer was forgotten. */
    private void isUnharmed(long before) throws Exception {
        // Netty finds a lost buffer once it is collected and the next one is made.
        for (int i = 0; i < 3; i++) {
            collectGarbage();
            try (Jedis another = node.client()) {
                another.set("key", "value");
            }
        }
        assertThat(node.isRunning()).isTrue();
        assertThat(node.lines()).noneMatch(line -> line.contains("LEAK") || line.contains("FATAL"));
        assertThat(node.lines()).noneMatch(line -> line.contains("Exception"));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(Scrape.of(node).value("baton_gate_depth")).isZero());
        assertThat(Scrape.of(node).value("baton_memory_heap_used_bytes")).isLessThan(64 << 20);
        assertThat(Scrape.of(node).value("baton_memory_direct_bytes")).isLessThan(64 << 20);
        assertThat(resident() - before)
                .as("the heap may have grown to its 128 MB, and little else")
                .isLessThan(160 << 20);
    }

    private void collectGarbage() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process collecting = new ProcessBuilder(jcmd.toString(), Long.toString(node.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collecting.waitFor()).isZero();
    }

    private long resident() throws IOException {
        return (long) Scrape.of(node).value("process_resident_memory_bytes");
    }

    private int openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(node.pid()), "fd"))) {
            return (int) files.count();
        }
    }
}
