package dev.baton.e2e.process;

import static org.awaitility.Awaitility.await;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.workload.Endpoint;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A node on an address of its own with the ports of a pod, started with its own class path: the operator's Netty is another. */
final class NodeProcess implements AutoCloseable {
    private static final int CLIENT = 6379;
    private static final int REPLICATION = 6380;
    private static final int CONTROL = 6381;

    private final MemberName name;
    private final String address;
    private final Path data;
    private volatile @Nullable Process process;

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

    Path data() {
        return data;
    }

    /** What it printed, over all its starts. */
    Path log() {
        return data.resolveSibling(name + ".log");
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

    Endpoint replication() {
        return new Endpoint(address, REPLICATION);
    }

    Endpoint control() {
        return new Endpoint(address, CONTROL);
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
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** SIGKILL; when this returns the process is gone. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
        }
    }

    /** SIGSTOP: when this returns every thread stands still; its sockets stay open. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
        await().atMost(Duration.ofSeconds(5)).until(this::standsStill);
    }

    /** SIGCONT. */
    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private boolean standsStill() throws IOException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new IllegalStateException(name + " doesn't run");
        }
        try (var tasks = Files.list(Path.of("/proc", Long.toString(running.pid()), "task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                if (!stat.substring(stat.lastIndexOf(')') + 1).startsWith(" T")) {
                    return false;
                }
            }
        }
        return true;
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process running = process;
        if (running != null && running.isAlive()) {
            new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid()))
                    .start()
                    .waitFor();
        }
    }

    /**
     * Tells it directly, past all wires.
     *
     * @throws redis.clients.jedis.exceptions.JedisException when it refuses or doesn't answer in time
     */
    MemberStatus tell(ControlCommand command) {
        try (ControlConnection direct = new ControlConnection(control())) {
            return direct.tell(command);
        }
    }

    /** Asks it directly, past all wires; null when it doesn't answer. */
    @Nullable
    MemberStatus status() {
        try {
            return tell(new ControlCommand.Status());
        } catch (redis.clients.jedis.exceptions.JedisException silent) {
            return null;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
