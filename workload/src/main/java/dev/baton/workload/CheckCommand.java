package dev.baton.workload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges a history. Exit code 0: it holds; 1: a promise was broken. */
@Command(
        name = "check",
        description =
                "Reads all lists of a history back from the leader and judges them, and judges its registers. Exit code 1: a promise was broken.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(names = "--history", required = true, paramLabel = "FILE")
    private Path history = Path.of("");

    @Mixin
    private CheckOptions options = new CheckOptions();

    @Override
    public Integer call() throws Exception {
        Judgement judgement = options.check(history, database);
        JsonLine.print(judgement);
        judgement.violationsOfRegisters().forEach(System.err::println);
        return judgement.holds() ? 0 : 1;
    }

    /** Options of everything that checks. */
    static final class CheckOptions {
        @Option(
                names = "--loss-allowed",
                description =
                        "The mode is asynchronous: acknowledged writes may be lost by a failover; they are counted.")
        private boolean lossAllowed;

        @Option(
                names = "--check-timeout-s",
                defaultValue = "60",
                description = "How long the database may take to answer (default: ${DEFAULT-VALUE}).")
        private int timeoutSeconds;

        @Option(
                names = "--check-leader",
                split = ",",
                paramLabel = "HOST:PORT",
                description = "Where the lists are read back from, if not from --leader.")
        private List<String> leader = List.of();

        Judgement check(Path history, DatabaseOptions database) throws Exception {
            return Judgement.of(
                    history,
                    leader.isEmpty()
                            ? database.leader()
                            : Route.around(leader.stream().map(Endpoint::parse).toList()),
                    database.access(),
                    lossAllowed ? Verdict.Promise.LOSS_ALLOWED : Verdict.Promise.NOTHING_LOST,
                    Duration.ofSeconds(timeoutSeconds));
        }
    }
}
