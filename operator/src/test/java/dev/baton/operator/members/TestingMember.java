package dev.baton.operator.members;

import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatusCodec;
import dev.baton.protocol.Position;
import dev.baton.protocol.Promise;
import dev.baton.protocol.ProtocolVersion;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A control port on a loopback address that answers what a test wants. */
final class TestingMember implements AutoCloseable {
    final List<String> heard = new CopyOnWriteArrayList<>();
    volatile MemberState state = MemberState.FENCED;
    volatile boolean mute;
    volatile String refusal = "";
    volatile List<String> passwords = List.of("secret");
    volatile ProtocolVersion protocol = ProtocolVersion.SPOKEN;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    TestingMember() throws IOException {
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    MemberTarget target() {
        return new MemberTarget("127.0.0.1", server.getLocalPort(), List.of("secret"), "volume", "container");
    }

    /** As when the process ends: everything is closed, and nobody listens. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                List<String> words = read(in);
                heard.add(String.join(" ", words));
                if (mute) {
                    continue;
                }
                String reply;
                if (words.getFirst().equals("AUTH")) {
                    reply = passwords.contains(words.getLast()) ? "+OK\r\n" : "-WRONGPASS no\r\n";
                } else if (!refusal.isEmpty() && !words.contains("STATUS")) {
                    reply = "-" + refusal + "\r\n";
                } else {
                    reply = array(MemberStatusCodec.encode(status()));
                }
                out.write(reply.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException closed) {
            // The other side went, or the test ended.
        }
    }

    private MemberStatus status() {
        return new MemberStatus(
                new MemberName("orders-0"),
                new Incarnation("5f0c"),
                1,
                "boot",
                protocol,
                state,
                Promise.NONE,
                new Position(new Epoch(1), 42),
                new Position(new Epoch(1), 42),
                0,
                42,
                42,
                true,
                false,
                0,
                0,
                null,
                null,
                null,
                null,
                "");
    }

    private static List<String> read(InputStream in) throws IOException {
        int count = Integer.parseInt(line(in).substring(1));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = Integer.parseInt(line(in).substring(1));
            words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            line(in);
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                throw new IOException("closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static String array(List<String> words) {
        StringBuilder reply = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            reply.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
            reply.append(word).append("\r\n");
        }
        return reply.toString();
    }
}
