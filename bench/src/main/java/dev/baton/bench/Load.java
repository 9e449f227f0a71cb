package dev.baton.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Our own load program, for rows that redis-benchmark can't drive: so many connections on one thread, each with one batch of SETs under
 * way at a time. Closed loop: a connection sends its next batch when the last is answered and its socket says that it may, as
 * redis-benchmark does, so that the two drive a server alike.
 *
 * <p>Bounded in time. Not thread-safe; {@link #run} may be called from any one thread.
 */
final class Load {
    private static final byte[] OK = ascii("+OK\r\n");
    private static final String HEAD = "*3\r\n$3\r\nSET\r\n$16\r\nkey:";
    private static final int DIGITS_AT = HEAD.length();
    private static final int DIGITS = 12;
    private static final byte[] SET = ascii(
            HEAD + "0".repeat(DIGITS) + "\r\n$" + Keys.VALUE_BYTES + "\r\n" + "x".repeat(Keys.VALUE_BYTES) + "\r\n");
    private static final byte[] SET_AND_WAIT =
            ascii(new String(SET, StandardCharsets.US_ASCII) + "*3\r\n$4\r\nWAIT\r\n$1\r\n1\r\n$1\r\n0\r\n");

    /**
     * @param perSecond SETs acknowledged a second
     * @param micros time from sending a batch to its last reply, microseconds
     */
    record Result(double perSecond, Histogram micros) {
        double p99Millis() {
            return micros.getValueAtPercentile(99) / 1000.0;
        }

        double longestMillis() {
            return micros.getMaxValue() / 1000.0;
        }
    }

    private final int port;
    private final int pipeline;
    private final int keys;
    private final boolean waits;
    private final int clients;

    /**
     * @param pipeline SETs a batch
     * @param waits whether every SET is followed by WAIT 1 0, as Redis needs it to acknowledge what a replica holds
     */
    Load(Server server, int clients, int pipeline, int keys, boolean waits) {
        this.port = server.port();
        this.clients = clients;
        this.pipeline = pipeline;
        this.keys = keys;
        this.waits = waits;
    }

    /** One connection with its requests and what is left of its replies. */
    private final class Client {
        final SocketChannel channel;
        final ByteBuffer out = ByteBuffer.allocateDirect(pipeline * SET_AND_WAIT.length);
        final ByteBuffer in = ByteBuffer.allocate(64 << 10);
        final Random random;
        int expected;
        long sentAt;

        Client(int seed) throws IOException {
            random = new Random(seed);
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
        }

        void send() throws IOException {
            out.clear();
            for (int i = 0; i < pipeline; i++) {
                int at = out.position() + DIGITS_AT;
                out.put(waits ? SET_AND_WAIT : SET);
                int number = random.nextInt(keys);
                for (int digit = DIGITS - 1; number > 0; digit--) {
                    out.put(at + digit, (byte) ('0' + number % 10));
                    number /= 10;
                }
            }
            out.flip();
            sentAt = System.nanoTime();
            expected = pipeline * (waits ? 2 : 1);
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        /** @return whether the batch is answered whole */
        boolean receive() throws IOException {
            if (channel.read(in) < 0) {
                throw new VoidRun("the server closed a connection");
            }
            in.flip();
            int at = in.position();
            for (int end = lineEnd(at); end >= 0; end = lineEnd(at)) {
                check(at, end);
                expected--;
                at = end;
            }
            in.position(at);
            in.compact();
            return expected == 0;
        }

        private int lineEnd(int from) {
            for (int i = from + 1; i < in.limit(); i++) {
                if (in.get(i) == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        private void check(int from, int end) {
            byte[] line = new byte[end - from];
            in.get(from, line);
            boolean good = line[0] == ':' ? waits && line[1] >= '1' : Arrays.equals(line, OK);
            if (!good) {
                throw new VoidRun("the server answered " + new String(line, StandardCharsets.UTF_8).strip());
            }
        }
    }

    Result run(long millis) throws IOException {
        return run(millis, () -> false);
    }

    /** Runs for so long, or until told to end. */
    Result run(long millis, BooleanSupplier ended) throws IOException {
        Histogram micros = new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
        long done = 0;
        List<Client> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < clients; i++) {
                Client client = new Client(i);
                all.add(client);
                client.channel.register(selector, SelectionKey.OP_READ, client);
            }
            long began = System.nanoTime();
            long deadline = began + TimeUnit.MILLISECONDS.toNanos(millis);
            for (Client client : all) {
                client.send();
            }
            long now = began;
            while (now < deadline && !ended.getAsBoolean()) {
                selector.select(1000);
                for (SelectionKey key : selector.selectedKeys()) {
                    Client client = (Client) key.attachment();
                    if (key.isWritable()) {
                        client.send();
                        key.interestOps(SelectionKey.OP_READ);
                    } else if (client.receive()) {
                        now = System.nanoTime();
                        micros.recordValue((now - client.sentAt) / 1000);
                        done += pipeline;
                        key.interestOps(SelectionKey.OP_WRITE);
                    }
                }
                selector.selectedKeys().clear();
                now = System.nanoTime();
            }
            for (Client client : all) {
                if (client.expected > 0) { // one that was never answered would otherwise not show
                    micros.recordValue((now - client.sentAt) / 1000);
                }
            }
            return new Result(done * 1e9 / (now - began), micros);
        } finally {
            for (Client client : all) {
                client.channel.close();
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
