package dev.baton.node;

import dev.baton.node.keyspace.EvictionPolicy;
import dev.baton.node.server.NodeProcess;
import dev.baton.node.server.NodeSettings;
import dev.baton.node.server.StorageSettings;
import dev.baton.protocol.MemberName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The storage node's command line. Every option may be given by the environment instead. */
@Command(
        name = "baton-node",
        description = "A member of a replicated key-value database. It waits to be told its role on the control port.",
        mixinStandardHelpOptions = true)
public final class StorageNode implements Callable<Integer> {
    @Option(
            names = "--member",
            defaultValue = "${env:BATON_MEMBER}",
            description = "this member's name, such as orders-0")
    private @Nullable String member;

    @Option(names = "--database", defaultValue = "${env:BATON_DATABASE:-}", description = "the database's name")
    private String database = "";

    @Option(names = "--data-dir", defaultValue = "${env:BATON_DATA_DIR:-/data}")
    private Path dataDirectory = Path.of("/data");

    @Option(names = "--volume-uid", defaultValue = "${env:BATON_VOLUME_UID:-}", description = "uid of the volume")
    private String volumeUid = "";

    @Option(names = "--bind", defaultValue = "${env:BATON_BIND:-0.0.0.0}")
    private String bind = "0.0.0.0";

    @Option(names = "--client-port", defaultValue = "${env:BATON_CLIENT_PORT:-6379}")
    private int clientPort;

    @Option(names = "--replication-port", defaultValue = "${env:BATON_REPLICATION_PORT:-6380}")
    private int replicationPort;

    @Option(names = "--control-port", defaultValue = "${env:BATON_CONTROL_PORT:-6381}")
    private int controlPort;

    @Option(names = "--metrics-port", defaultValue = "${env:BATON_METRICS_PORT:-9121}")
    private int metricsPort;

    @Option(
            names = "--password-file",
            defaultValue = "${env:BATON_PASSWORD_FILE:-}",
            description = "file with the password of clients, read again when it changes; none: no password")
    private String passwordFile = "";

    @Option(
            names = "--control-password-file",
            defaultValue = "${env:BATON_CONTROL_PASSWORD_FILE:-}",
            description =
                    "file with the password of operator and members, read again when it changes; none: no password")
    private String controlPasswordFile = "";

    @Option(names = "--max-memory", defaultValue = "${env:BATON_MAX_MEMORY:-0}", description = "bytes; 0: no bound")
    private long maxMemory;

    @Option(
            names = "--max-memory-policy",
            defaultValue = "${env:BATON_MAX_MEMORY_POLICY:-noeviction}",
            description = "which keys go when memory is used up, as Redis names it (default: ${DEFAULT-VALUE})")
    private String maxMemoryPolicy = "";

    @Option(names = "--max-clients", defaultValue = "${env:BATON_MAX_CLIENTS:-10000}")
    private int maxClients;

    @Option(names = "--boot-id-file", defaultValue = "${env:BATON_BOOT_ID_FILE:-/proc/sys/kernel/random/boot_id}")
    private Path bootIdFile = Path.of("/proc/sys/kernel/random/boot_id");

    @Option(
            names = "--seed-rate",
            defaultValue = "${env:BATON_SEED_RATE:-200000000}",
            description = "most bytes a second sent to members being seeded, all together; 0: no bound"
                    + " (default: ${DEFAULT-VALUE})")
    private long seedRate;

    @Option(
            names = "--log-retention",
            defaultValue = "${env:BATON_LOG_RETENTION:-1073741824}",
            description =
                    "most bytes of the log kept for followers that are behind or being seeded; never more than half"
                            + " of the volume's free room (default: ${DEFAULT-VALUE})")
    private long logRetention;

    @Option(
            names = "--snapshot-every",
            defaultValue = "${env:BATON_SNAPSHOT_EVERY:-67108864}",
            description = "a snapshot is taken when the log grew by so many bytes, and by the size of the last one"
                    + " (default: ${DEFAULT-VALUE})")
    private long snapshotEvery;

    @Option(
            names = "--log-segment",
            defaultValue = "${env:BATON_LOG_SEGMENT:-67108864}",
            description = "bytes of one file of the log, preallocated; 65536 to 1073741824 (default: ${DEFAULT-VALUE})")
    private long logSegment;

    @Option(names = "--training", description = "run through the usual work once, alone, and exit: fills an AOT cache")
    private boolean training;

    private StorageNode() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StorageNode())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    System.err.println("ERROR baton-node cannot start: " + failure.getMessage());
                    failure.printStackTrace();
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (training) {
            Training.run();
            return 0;
        }
        if (member == null || member.isEmpty()) {
            throw new IllegalArgumentException("no member name: give --member or set BATON_MEMBER");
        }
        NodeProcess node = NodeProcess.start(
                new NodeSettings(
                        new MemberName(member),
                        database,
                        dataDirectory,
                        volumeUid,
                        bind,
                        clientPort,
                        replicationPort,
                        controlPort,
                        metricsPort,
                        file(passwordFile),
                        file(controlPasswordFile),
                        maxMemory,
                        EvictionPolicy.of(maxMemoryPolicy),
                        maxClients,
                        bootIdFile,
                        new StorageSettings(seedRate, logRetention, snapshotEvery, logSegment)),
                System.out);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    try {
                        node.close();
                    } catch (IOException e) {
                        System.err.println("ERROR while stopping: " + e);
                    }
                }));
        node.await();
        return 0;
    }

    private static @Nullable Path file(String path) {
        return path.isEmpty() ? null : Path.of(path);
    }
}
