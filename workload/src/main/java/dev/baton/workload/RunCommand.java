package dev.baton.workload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Makes a history, until the time is over, the stop file appears, or SIGTERM comes; then prints the summary, and the verdict when
 * asked for one. Exit code 0: as it should be; 1: the check found a broken promise.
 */
@Command(
        name = "run",
        description =
                "Appends to lists and uses registers through the leader, reads from followers, records every operation, prints progress each second.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 100;
    private static final long PROGRESS_NANOS = 1_000_000_000;
    private static final long END_WITHIN_SECONDS = 90;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private CheckCommand.CheckOptions check = new CheckCommand.CheckOptions();

    @Option(
            names = "--followers",
            split = ",",
            paramLabel = "HOST:PORT",
            description = "Where reads go; absent: nobody reads.")
    private List<String> followers = List.of();

    @Option(names = "--clients", defaultValue = "4", description = "Clients that write (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--lists",
            defaultValue = "0",
            description = "Lists the clients share; 0: each has its own (default: ${DEFAULT-VALUE}).")
    private int lists;

    @Option(names = "--readers", defaultValue = "2", description = "Clients that read (default: ${DEFAULT-VALUE}).")
    private int readers;

    @Option(
            names = "--register-clients",
            defaultValue = "0",
            description = "Clients that set and read registers through the leader (default: ${DEFAULT-VALUE}).")
    private int registerClients;

    @Option(
            names = "--registers",
            defaultValue = "5",
            description = "Registers they share (default: ${DEFAULT-VALUE}).")
    private int registers;

    @Option(
            names = "--interval-ms",
            defaultValue = "10",
            description = "From a client's write to its next; 0: as fast as it can (default: ${DEFAULT-VALUE}).")
    private long intervalMillis;

    @Option(names = "--rate", description = "Writes a second of all clients together, instead of --interval-ms.")
    private double rate;

    @Option(
            names = "--read-interval-ms",
            defaultValue = "20",
            description = "From a client's read to its next (default: ${DEFAULT-VALUE}).")
    private long readIntervalMillis;

    @Option(names = "--duration-s", description = "How long; absent: until the stop file or SIGTERM.")
    private double durationSeconds;

    @Option(names = "--stop-file", paramLabel = "FILE", description = "Ends the run when it appears.")
    private @Nullable Path stopFile;

    @Option(
            names = "--history",
            required = true,
            paramLabel = "FILE",
            description = "Where every operation is recorded.")
    private Path history = Path.of("");

    @Option(names = "--check", description = "Check at the end, as the check command does.")
    private boolean checkAtEnd;

    @Override
    public Integer call() throws Exception {
        Duration interval =
                rate > 0 ? Duration.ofNanos((long) (clients * 1e9 / rate)) : Duration.ofMillis(intervalMillis);
        WorkloadSettings settings = new WorkloadSettings(
                database.leader(),
                followers.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Route.around(
                                followers.stream().map(Endpoint::parse).toList())),
                database.access(),
                clients,
                lists == 0 ? clients : lists,
                interval,
                readers,
                Duration.ofMillis(readIntervalMillis),
                history,
                registerClients,
                registers);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        // The JVM halts when its shutdown hooks have ended: this one waits until the summary is out.
        Thread onTerm = Thread.ofPlatform().unstarted(() -> {
            asked.countDown();
            try {
                boolean ignored = ended.await(END_WITHIN_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(onTerm);
        try (Workload workload = Workload.start(settings)) {
            runUntilAsked(workload, asked);
            Summary summary = workload.stop();
            Judgement judgement = checkAtEnd ? check.check(history, database) : null;
            JsonLine.print(RunReport.of(summary, judgement));
            return judgement == null || judgement.holds() ? 0 : 1;
        } finally {
            ended.countDown();
            if (asked.getCount() > 0) {
                Runtime.getRuntime().removeShutdownHook(onTerm);
            }
        }
    }

    private void runUntilAsked(Workload workload, CountDownLatch asked) throws InterruptedException {
        long start = System.nanoTime();
        long nextProgress = start + PROGRESS_NANOS;
        while (!asked.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            long now = System.nanoTime();
            if (now >= nextProgress) {
                JsonLine.print(workload.progress());
                nextProgress += PROGRESS_NANOS;
            }
            boolean timeIsOver = durationSeconds > 0 && now - start > durationSeconds * 1e9;
            if (timeIsOver || (stopFile != null && Files.exists(stopFile))) {
                return;
            }
        }
    }
}
