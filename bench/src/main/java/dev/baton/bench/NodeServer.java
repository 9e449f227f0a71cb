package dev.baton.bench;

import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.Epoch;
import dev.baton.protocol.Incarnation;
import dev.baton.protocol.MemberName;
import dev.baton.protocol.MemberState;
import dev.baton.protocol.MemberStatus;
import dev.baton.protocol.MemberStatusCodec;
import dev.baton.protocol.QuorumRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * A storage node, started as its image starts it, and told what an operator would tell it.
 *
 * <p>{@link Program} says where the program is: the flags of the image, its jars and its AOT cache.
 */
final class NodeServer implements Server {
    /** The words that start a node: java, the image's flags, its main class. */
    record Program(List<String> words) {}

    private static final String RECORD = "bench";
    private static final long LEASE_MILLIS = 3000;
    private static final Pattern READY =
            Pattern.compile("ready client-port=(\\d+) replication-port=(\\d+) control-port=(\\d+)");
    private static final ProtocolCommand BATON = () -> "BATON".getBytes(StandardCharsets.US_ASCII);

    private final Program program;
    private final MemberName member;
    private final Path directory;
    private Process process;
    private int clientPort;
    private int replicationPort;
    private int controlPort;

    NodeServer(Program program, String member, Path directory) throws IOException {
        this.program = program;
        this.member = new MemberName(member);
        this.directory = Files.createDirectories(directory);
        this.process = launch();
    }

    private Process launch() throws IOException {
        List<String> words = new ArrayList<>(program.words());
        words.addAll(List.of(
                "--member=" + member,
                "--database=bench",
                "--data-dir=" + directory.resolve("data"),
                "--bind=127.0.0.1",
                "--client-port=0",
                "--replication-port=0",
                "--control-port=0",
                "--metrics-port=0"));
        Path output = directory.resolve("output");
        Process started = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Wait.until(60, member + " to open its ports; its words are in " + output, () -> {
                if (!started.isAlive()) {
                    throw new IllegalStateException(member + " ended at once; its words are in " + output);
                }
                return readPorts(output);
            });
        } catch (IllegalStateException notReady) {
            started.destroyForcibly();
            throw notReady;
        }
        return started;
    }

    private boolean readPorts(Path output) {
        try {
            Matcher ports = READY.matcher(Files.readString(output));
            if (!ports.find()) {
                return false;
            }
            clientPort = Integer.parseInt(ports.group(1));
            replicationPort = Integer.parseInt(ports.group(2));
            controlPort = Integer.parseInt(ports.group(3));
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("reading " + output, e);
        }
    }

    /** Ends the process, starts it on the same data, and lets it lead alone. @return nanoseconds until it served a read */
    long restartAlone(int epoch, Acknowledge acknowledge) throws IOException {
        close();
        long began = System.nanoTime();
        process = launch();
        leadAlone(epoch, acknowledge);
        try (Jedis jedis = client()) {
            jedis.get("none");
        }
        return System.nanoTime() - began;
    }

    /** Leads an epoch with nobody else. */
    NodeServer leadAlone(int epoch, Acknowledge acknowledge) {
        return lead(epoch, CommitRule.SYNCHRONOUS, acknowledge);
    }

    /** Leads an epoch with these followers, each of which must hold what is acknowledged. */
    NodeServer lead(int number, CommitRule commit, Acknowledge acknowledge, NodeServer... followers) {
        Epoch epoch = new Epoch(number);
        MemberStatus fenced = tell(new ControlCommand.Fence(epoch, RECORD));
        tell(new ControlCommand.Lead(epoch, RECORD, fenced.incarnation(), fenced.position(), LEASE_MILLIS, false));
        TreeMap<MemberName, Incarnation> counted = new TreeMap<>();
        for (NodeServer follower : followers) {
            follower.follow(number, this);
            counted.put(follower.member, follower.status().incarnation());
        }
        Wait.until(60, member + " to be elected", () -> {
            MemberStatus.Leading leading = status().leading();
            return leading != null
                    && leading.startSynced()
                    && leading.followers().stream()
                                    .filter(f -> f.flushed() >= leading.startEnd())
                                    .count()
                            >= counted.size();
        });
        tell(new ControlCommand.Rule(epoch, new QuorumRule(1, counted, counted.size(), commit, acknowledge)));
        Wait.until(60, member + " to open", () -> status().state() == MemberState.OPEN);
        return this;
    }

    NodeServer follow(int epoch, NodeServer leader) {
        tell(new ControlCommand.Follow(new Epoch(epoch), RECORD, leader.member, "127.0.0.1", leader.replicationPort));
        return this;
    }

    MemberStatus status() {
        return tell(new ControlCommand.Status());
    }

    private MemberStatus tell(ControlCommand command) {
        try (Jedis connection = new Jedis("127.0.0.1", controlPort, 10_000)) {
            List<String> words = new ArrayList<>();
            for (Object word :
                    (List<?>) connection.sendCommand(BATON, command.encode().toArray(new String[0]))) {
                words.add(new String((byte[]) word, StandardCharsets.UTF_8));
            }
            return MemberStatusCodec.decode(words);
        }
    }

    @Override
    public String name() {
        return "node";
    }

    @Override
    public int port() {
        return clientPort;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        Wait.end(process);
    }
}
