package dev.baton.node;

import dev.baton.node.keyspace.EvictionPolicy;
import dev.baton.node.server.NodeProcess;
import dev.baton.node.server.NodeSettings;
import dev.baton.node.server.StorageSettings;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatusCodec;
import dev.baton.protocol.QuorumRule;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Does once, alone and on loopback, what a member does all day, so that an ahead-of-time cache knows its classes and hot methods. */
final class Training {
    private static final int ROUNDS = 60;
    private static final int BATCH = 50;
    private static final int KEYS = 60_000;
    /** In bytes, as the log grows: well before the last key. */
    private static final int SNAPSHOT_EVERY = 3 << 20;

    private Training() {}

    static void run() throws IOException {
        Path directory = Files.createTempDirectory("baton-training");
        NodeSettings leader = settings("training-0", directory.resolve("0"));
        try {
            try (NodeProcess node = NodeProcess.start(leader, System.out)) {
                lead(node.controlPort(), new Epoch(1));
                serve(node.clientPort());
                fill(node.clientPort());
            }
            // A restart: a snapshot is loaded, then the log behind it.
            try (NodeProcess node = NodeProcess.start(leader, System.out);
                    NodeProcess joiner =
                            NodeProcess.start(settings("training-1", directory.resolve("1")), System.out)) {
                lead(node.controlPort(), new Epoch(2));
                follow(joiner.controlPort(), node.replicationPort(), new Epoch(2));
                serve(node.clientPort());
            }
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static NodeSettings settings(String member, Path directory) {
        return new NodeSettings(
                new MemberName(member),
                "training",
                directory,
                "",
                InetAddress.getLoopbackAddress().getHostAddress(),
                0,
                0,
                0,
                0,
                null,
                null,
                0,
                EvictionPolicy.NOEVICTION,
                100,
                directory.resolve("no-boot-id"),
                new StorageSettings(0, 64 << 20, SNAPSHOT_EVERY, 16 << 20));
    }

    private static void lead(int port, Epoch epoch) throws IOException {
        try (Connection control = new Connection(port)) {
            MemberStatus fenced = status(control, new ControlCommand.Fence(epoch, "training"));
            status(
                    control,
                    new ControlCommand.Lead(epoch, "training", fenced.incarnation(), fenced.position(), 3000, false));
            status(
                    control,
                    new ControlCommand.Rule(
                            epoch, new QuorumRule(1, new TreeMap<>(), 0, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED)));
            await(
                    control,
                    "to open",
                    now -> now.leading() != null && now.leading().open());
        }
    }

    private static void follow(int port, int leader, Epoch epoch) throws IOException {
        try (Connection control = new Connection(port)) {
            status(
                    control,
                    new ControlCommand.Follow(
                            epoch,
                            "training",
                            new MemberName("training-0"),
                            InetAddress.getLoopbackAddress().getHostAddress(),
                            leader));
            await(control, "to be seeded", now -> now.state() == MemberState.STREAMING);
        }
    }

    private static void await(Connection control, String what, Predicate<MemberStatus> done) throws IOException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        MemberStatus now = status(control, new ControlCommand.Status());
        while (!done.test(now)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the training node was " + what + ", but is " + now);
            }
            LockSupport.parkNanos(10_000_000);
            now = status(control, new ControlCommand.Status());
        }
    }

    private static MemberStatus status(Connection control, ControlCommand command) throws IOException {
        List<String> words = new ArrayList<>(List.of("BATON"));
        words.addAll(command.encode());
        return MemberStatusCodec.decode(control.ask(words));
    }

    private static void serve(int port) throws IOException {
        try (Connection client = new Connection(port)) {
            for (int i = 0; i < ROUNDS; i++) {
                // A batch shares one sync: the work counts here, not the disk.
                for (int j = 0; j < BATCH; j++) {
                    String key = "key-" + (i * BATCH + j) % 500;
                    client.send(List.of("SET", key, "value-" + i));
                    client.send(List.of("GET", key));
                    client.send(List.of("RPUSH", "list-" + j, "element-" + i));
                    client.send(List.of("HSET", "hash-" + j, "field", "value"));
                    client.send(List.of("SADD", "set-" + j, "member-" + i));
                    client.send(List.of("ZADD", "sorted-" + j, Integer.toString(i), "member-" + i));
                }
                for (int j = 0; j < 6 * BATCH; j++) {
                    client.receive();
                }
                client.ask(List.of("INFO"));
                client.ask(List.of("LRANGE", "list-1", "0", "-1"));
                client.ask(List.of("ZRANGE", "sorted-1", "0", "-1"));
                client.ask(List.of("EXPIRE", "key-1", "100"));
            }
        }
    }

    /** So much that a snapshot is due, and the log goes on behind it. */
    private static void fill(int port) throws IOException {
        String value = "v".repeat(100);
        try (Connection client = new Connection(port)) {
            for (int i = 0; i < KEYS; i += BATCH) {
                for (int j = i; j < i + BATCH; j++) {
                    client.send(List.of("SET", "filled-" + j, value));
                }
                for (int j = i; j < i + BATCH; j++) {
                    client.receive();
                }
            }
        }
    }

    /** The least a RESP client must do. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = new BufferedOutputStream(socket.getOutputStream());
        }

        /** The reply's strings; one for a reply that isn't an array. */
        List<String> ask(List<String> words) throws IOException {
            send(words);
            return receive();
        }

        void send(List<String> words) throws IOException {
            out.write(("*" + words.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (String word : words) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(bytes);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }

        List<String> receive() throws IOException {
            out.flush();
            List<String> reply = new ArrayList<>();
            read(reply);
            return reply;
        }

        private void read(List<String> into) throws IOException {
            String head = line();
            String rest = head.substring(1);
            switch (head.charAt(0)) {
                case '*' -> {
                    int size = Integer.parseInt(rest);
                    for (int i = 0; i < size; i++) {
                        read(into);
                    }
                }
                case '$' -> {
                    int length = Integer.parseInt(rest);
                    into.add(length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8));
                    if (length >= 0) {
                        in.readNBytes(2);
                    }
                }
                case '-' -> throw new IOException("training met an error: " + rest);
                default -> into.add(rest);
            }
        }

        private String line() throws IOException {
            StringBuilder text = new StringBuilder();
            for (int c = in.read(); c != '\r'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the node closed the connection");
                }
                text.append((char) c);
            }
            in.read();
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
