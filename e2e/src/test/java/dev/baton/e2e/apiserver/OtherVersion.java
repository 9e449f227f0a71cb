package dev.baton.e2e.apiserver;

import dev.baton.protocol.ProtocolVersion;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A storage node that speaks to its operator like one of another version: the node of this build, with somebody on its control port who
 * takes away what that version doesn't know, and adds what it would. An image names the version.
 */
final class OtherVersion {
    /** One of the first version: its pauses have no numbers, and it tells nothing that came later. */
    static final String OLDER = "baton-node:older";

    /** One that understands this operator still, and tells more. */
    static final String NEWER = "baton-node:newer";

    /** One that has no version in common with this operator. */
    static final String STRANGE = "baton-node:strange";

    private static final String CONTROL_PORT = "6381";
    private static final String NODES_OWN = "16381";

    private final String image;

    private OtherVersion(String image) {
        this.image = image;
    }

    /** Runs these images, and the usual one. */
    static PodRunner runner() {
        return start -> {
            String image = start.container().getImage();
            if (!List.of(OLDER, NEWER, STRANGE).contains(image)) {
                return new NodeProcesses(RunningOperator.NODE_IMAGE).start(start);
            }
            Path own = Path.of(URI_OF_TESTS);
            start.environment().put("BATON_CONTROL_PORT", NODES_OWN);
            start.environment().put("BATON_TEST_IMAGE", image);
            return NodeProcesses.start(
                    start, NodeProcesses.classpath() + File.pathSeparator + own, OtherVersion.class.getName());
        };
    }

    private static final java.net.URI URI_OF_TESTS = where();

    private static java.net.URI where() {
        try {
            return OtherVersion.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
        } catch (java.net.URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static void main(String[] arguments) throws ReflectiveOperationException {
        OtherVersion version = new OtherVersion(System.getenv("BATON_TEST_IMAGE"));
        Thread.ofPlatform().daemon().start(version::listen);
        Class.forName("dev.baton.node.StorageNode")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }

    private void listen() {
        try {
            InetAddress host = InetAddress.getByName(System.getenv("BATON_BIND"));
            try (ServerSocket server = new ServerSocket(Integer.parseInt(CONTROL_PORT), 64, host)) {
                while (true) {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket, host));
                }
            }
        } catch (IOException cannot) {
            throw new java.io.UncheckedIOException(cannot);
        }
    }

    private void serve(Socket socket, InetAddress host) {
        try (socket;
                Socket node = new Socket(host, Integer.parseInt(NODES_OWN))) {
            InputStream asked = new BufferedInputStream(socket.getInputStream());
            InputStream answered = new BufferedInputStream(node.getInputStream());
            while (true) {
                List<String> request = array(line(asked), asked);
                if (!understands(request)) {
                    send(socket.getOutputStream(), "-ERR too many arguments\r\n");
                    continue;
                }
                send(node.getOutputStream(), text(request));
                String first = line(answered);
                boolean status = first.startsWith("*");
                send(socket.getOutputStream(), status ? text(inItsWords(array(first, answered))) : first + "\r\n");
            }
        } catch (IOException closed) {
            // Either side has gone: the other one is closed with it.
        }
    }

    private boolean understands(List<String> request) {
        String verb = request.size() > 1 ? request.get(1) : "";
        return !image.equals(OLDER)
                || !(verb.equals("PAUSE") && request.size() == 5 || verb.equals("RESUME") && request.size() == 4);
    }

    private List<String> inItsWords(List<String> status) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < status.size(); i += 2) {
            fields.put(status.get(i), status.get(i + 1));
        }
        switch (image) {
            case OLDER -> {
                fields.put("protocol", Integer.toString(ProtocolVersion.FIRST));
                fields.keySet().removeAll(List.of("protocol-oldest", "leading.pauses", "limits"));
            }
            case NEWER -> {
                fields.put("protocol", "9");
                fields.put("colour", "green");
                fields.put("leading.colour", "green");
            }
            default -> {
                fields.clear();
                fields.put("member", System.getenv("BATON_MEMBER"));
                fields.put("protocol", "9");
                fields.put("protocol-oldest", "9");
            }
        }
        List<String> words = new ArrayList<>();
        fields.forEach((name, value) -> {
            words.add(name);
            words.add(value);
        });
        return words;
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String text(List<String> words) {
        StringBuilder text = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            text.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return text.toString();
    }

    private static List<String> array(String first, InputStream in) throws IOException {
        List<String> words = new ArrayList<>();
        int count = Integer.parseInt(first.substring(1));
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
}
