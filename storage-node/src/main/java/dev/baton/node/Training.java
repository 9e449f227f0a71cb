package dev.baton.node;

import dev.baton.node.server.NodeProcess;
import dev.baton.node.server.NodeSettings;
import dev.baton.node.server.StorageSettings;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.MemberName;
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
import java.util.stream.Stream;

/** Does once, alone and on loopback, what a member does all day, so that an ahead-of-time cache knows its classes and hot methods. */
final class Training {
    private static final int ROUNDS = 60;
    private static final int BATCH = 50;

    private Training() {}

    static void run() throws IOException {
        Path directory = Files.createTempDirectory("baton-training");
        NodeSettings settings = new NodeSettings(
                new MemberName("training-0"),
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
                100,
                directory.resolve("no-boot-id"),
                StorageSettings.DEFAULT);
        try (NodeProcess node = NodeProcess.start(settings, System.out)) {
            lead(node.controlPort());
            serve(node.clientPort());
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void lead(int port) throws IOException {
        try (Connection control = new Connection(port)) {
            Epoch epoch = new Epoch(1);
            MemberStatus fenced = status(control, new ControlCommand.Fence(epoch, "training"));
            status(
                    control,
                    new ControlCommand.Lead(epoch, "training", fenced.incarnation(), fenced.position(), 3000, false));
            status(
                    control,
                    new ControlCommand.Rule(
                            epoch, new QuorumRule(1, new TreeMap<>(), 0, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED)));
            long deadline = System.nanoTime() + 10_000_000_000L;
            for (MemberStatus now = fenced;
                    now.leading() == null || !now.leading().open(); ) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("the training node did not open: " + now);
                }
                now = status(control, new ControlCommand.Status());
            }
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
                }
                for (int j = 0; j < 4 * BATCH; j++) {
                    client.receive();
                }
                client.ask(List.of("INFO"));
                client.ask(List.of("LRANGE", "list-1", "0", "-1"));
                client.ask(List.of("EXPIRE", "key-1", "100"));
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
