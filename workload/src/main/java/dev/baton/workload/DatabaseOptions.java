package dev.baton.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every subcommand: where the database is, and how one gets in. */
final class DatabaseOptions {
    @Option(
            names = "--leader",
            required = true,
            split = ",",
            paramLabel = "HOST:PORT",
            description = "Where writes go. Several: tried in turn at each connection.")
    private List<String> leader = List.of();

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Holds the password, without a line break or with one.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--timeout-ms",
            defaultValue = "500",
            description = "For connecting and for each reply (default: ${DEFAULT-VALUE}).")
    private int timeoutMillis;

    Route leader() {
        return Route.around(leader.stream().map(Endpoint::parse).toList());
    }

    Access access() throws IOException {
        String password =
                passwordFile == null ? null : Files.readString(passwordFile).strip();
        return new Access(password, Duration.ofMillis(timeoutMillis));
    }
}
