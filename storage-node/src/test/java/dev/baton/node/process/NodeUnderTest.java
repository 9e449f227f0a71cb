package dev.baton.node.process;

import static org.awaitility.Awaitility.await;

import dev.baton.node.StorageNode;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatusCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;

/** A real node process on a data directory of its own, on free loopback ports. Ended by its pid when closed. */
final class NodeUnderTest implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("ready client-port=(\\d+) replication-port=(\\d+) control-port=(\\d+) metrics-port=(\\d+)");
    private static final ProtocolCommand BATON = () -> "BATON".getBytes(StandardCharsets.US_ASCII);

    private final MemberName name;
    private final Path data;
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private @Nullable Process process;
    private @Nullable Jedis control;
    private int clientPort;
    private int replicationPort;
    private int controlPort;
    private int metricsPort;
    private String volumeUid = "";
    private List<String> options = List.of();
    private List<String> ofJvm = List.of();

    NodeUnderTest(String name, Path data) {
        this.name = new MemberName(name);
        this.data = data;
    }

    MemberName name() {
        return name;
    }

    /** As if the pod were given that volume from the next start on. */
    NodeUnderTest onVolume(String uid) {
        volumeUid = uid;
        return this;
    }

    /** Further command-line options, from the next start on. */
    NodeUnderTest with(String... more) {
        options = List.of(more);
        return this;
    }

    /** Further options of the JVM, from the next start on. */
    NodeUnderTest withJvm(String... more) {
        ofJvm = List.of(more);
        return this;
    }

    NodeUnderTest start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StorageNode.class.getName(),
                "--member=" + name,
                "--database=orders",
                "--data-dir=" + data,
                "--volume-uid=" + volumeUid,
                "--bind=127.0.0.1",
                "--client-port=0",
                "--replication-port=0",
                "--control-port=0",
                "--metrics-port=0"));
        command.addAll(1, ofJvm);
        command.addAll(options);
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        process = started;
        CountDownLatch ready = new CountDownLatch(1);
        BufferedReader output = started.inputReader();
        Thread.ofVirtual()
                .start(() -> output.lines().forEach(line -> {
                    lines.add(line);
                    Matcher ports = READY.matcher(line);
                    if (ports.find()) {
                        clientPort = Integer.parseInt(ports.group(1));
                        replicationPort = Integer.parseInt(ports.group(2));
                        controlPort = Integer.parseInt(ports.group(3));
                        metricsPort = Integer.parseInt(ports.group(4));
                        ready.countDown();
                    }
                }));
        if (!ready.await(60, TimeUnit.SECONDS)) {
            throw new IOException(name + " did not start:\n" + String.join("\n", lines));
        }
        return this;
    }

    /** Only of one that was started. */
    long pid() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return running.pid();
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** SIGSTOP: when this returns every thread stands still; its sockets stay open. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
        // One thread takes the signal and stops the others: on a busy machine they go on for a while.
        await().atMost(Duration.ofSeconds(5)).until(this::standsStill);
    }

    private boolean standsStill() throws IOException {
        Process running = process;
        if (running == null) {
            return true;
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

    /** SIGCONT. */
    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process running = process;
        if (running != null && running.isAlive()) {
            new ProcessBuilder("kill", "-" + name, Long.toString(running.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** SIGTERM. @return whether it ended in time */
    boolean terminate(Duration within) throws IOException, InterruptedException {
        Process running = process;
        boolean ended = true;
        if (running != null) {
            signal("TERM"); // not destroy(), which closes the pipe its last words come through
            ended = running.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        }
        disconnect();
        return ended;
    }

    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
        disconnect();
    }

    private void disconnect() {
        if (control != null) {
            control.close();
            control = null;
        }
    }

    Jedis client() {
        return new Jedis("127.0.0.1", clientPort, 5000);
    }

    int clientPort() {
        return clientPort;
    }

    int controlPort() {
        return controlPort;
    }

    int metricsPort() {
        return metricsPort;
    }

    int replicationPort() {
        return replicationPort;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    boolean said(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    /** Waits until it has said so: what it prints comes another way than what it answers, and perhaps later. */
    void says(String text) {
        await("it says: " + text).atMost(Duration.ofSeconds(5)).until(() -> said(text));
    }

    MemberStatus status() {
        return tell(new ControlCommand.Status());
    }

    /** @throws redis.clients.jedis.exceptions.JedisDataException when it refuses */
    MemberStatus tell(ControlCommand command) {
        Jedis connection = control;
        if (connection == null) {
            connection = new Jedis("127.0.0.1", controlPort, 5000);
            control = connection;
        }
        Object reply = connection.sendCommand(BATON, command.encode().toArray(new String[0]));
        List<String> words = new ArrayList<>();
        for (Object word : (List<?>) reply) {
            words.add(new String((byte[]) word, StandardCharsets.UTF_8));
        }
        return MemberStatusCodec.decode(words);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
