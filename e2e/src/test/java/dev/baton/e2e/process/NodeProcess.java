package dev.baton.e2e.process;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatusCodec;
import dev.baton.workload.Endpoint;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A node on an address of its own with the ports of a pod, started with its own class path: the operator's Netty is another. */
final class NodeProcess implements AutoCloseable {
    private static final int CLIENT = 6379;
    private static final int CONTROL = 6381;
    private static final int PATIENCE_MILLIS = 500;
    private static final ProtocolCommand BATON = () -> "BATON".getBytes(StandardCharsets.US_ASCII);

    private final MemberName name;
    private final String address;
    private final Path data;
    private @Nullable Process process;
    private @Nullable Jedis control;

    NodeProcess(String name, String address, Path data) {
        this.name = new MemberName(name);
        this.address = address;
        this.data = data;
    }

    MemberName name() {
        return name;
    }

    String address() {
        return address;
    }

    Endpoint endpoint() {
        return new Endpoint(address, CLIENT);
    }

    /** The next start is on another kernel: its machine lost power, if it didn't stop cleanly. */
    void bootsAnew() throws IOException {
        Files.writeString(bootIdFile(), "boot-" + System.nanoTime());
    }

    private Path bootIdFile() {
        return data.resolveSibling(name + ".boot-id");
    }

    /** Returns at once; it answers a second or two later. */
    void start() throws IOException {
        if (!Files.exists(bootIdFile())) {
            bootsAnew();
        }
        Path root = Path.of("").toAbsolutePath();
        if (root.endsWith("e2e")) {
            root = root.resolveSibling("");
        }
        Path node = root.resolve("storage-node").resolve("target");
        String classPath = String.join(
                File.pathSeparator,
                node.resolve("classes").toString(),
                node.resolve("lib") + File.separator + "*",
                root.resolve("protocol").resolve("target").resolve("classes").toString());
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "dev.baton.node.StorageNode",
                        "--member=" + name,
                        "--database=orders",
                        "--data-dir=" + data,
                        "--boot-id-file=" + bootIdFile(),
                        "--bind=" + address)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolveSibling(name + ".log").toFile()))
                .start();
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
        disconnect();
    }

    /** @throws redis.clients.jedis.exceptions.JedisException when it refuses or doesn't answer in time */
    MemberStatus tell(ControlCommand command) {
        try {
            Jedis connection = control;
            if (connection == null) {
                connection = new Jedis(address, CONTROL, PATIENCE_MILLIS);
                control = connection;
            }
            Object reply = connection.sendCommand(BATON, command.encode().toArray(new String[0]));
            List<String> words = new ArrayList<>();
            for (Object word : (List<?>) reply) {
                words.add(new String((byte[]) word, StandardCharsets.UTF_8));
            }
            return MemberStatusCodec.decode(words);
        } catch (JedisConnectionException gone) {
            disconnect();
            throw gone;
        }
    }

    private void disconnect() {
        if (control != null) {
            control.close();
            control = null;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
