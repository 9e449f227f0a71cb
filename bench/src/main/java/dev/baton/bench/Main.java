package dev.baton.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code bin/bench node} runs. */
@Command(
        name = "node",
        description =
                "Measures the storage node beside redis-server, alternately, and prints the table of docs/benchmarks.md.")
public final class Main implements Callable<Integer> {
    @Option(names = "--json", description = "one JSON object a row on standard output; the rest goes to standard error")
    private boolean json;

    @Option(names = "--case", description = "only the cases whose name begins with this; may be given more than once")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--alternations",
            defaultValue = "5",
            description = "how often each pair is measured (default: ${DEFAULT-VALUE})")
    private int alternations;

    @Option(names = "--directory", required = true, description = "where the servers keep their data")
    private @Nullable Path directory;

    @Parameters(description = "the words that start a storage node, after --")
    private List<String> program = new ArrayList<>();

    /** Runs the chosen cases. Exits with 1 when a row doesn't hold its bar, 2 for wrong options. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path data = java.util.Objects.requireNonNull(directory);
        Bench bench = new Bench(new NodeServer.Program(program), data, alternations, System.err);
        boolean allHold = true;
        for (Case chosen : cases()) {
            for (Row row : chosen.run(bench)) {
                allHold &= row.holds();
                System.out.println(json ? row.json() : row.line());
                if (json) {
                    System.err.println(row.line());
                }
            }
        }
        return allHold ? 0 : 1;
    }

    private List<Case> cases() {
        List<Case> all = new ArrayList<>(RequestsCase.all());
        all.addAll(FamilyCase.all());
        all.add(new LoadProgramCase(1));
        all.add(new LoadProgramCase(16));
        all.add(new SemiSynchronousCase(1));
        all.add(new SemiSynchronousCase(16));
        all.add(new SeedingCase());
        all.add(new MemoryCase());
        all.add(new StartCase());
        List<Case> chosen = all.stream()
                .filter(one -> only.isEmpty() || only.stream().anyMatch(one.name()::startsWith))
                .toList();
        if (chosen.isEmpty()) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this),
                    "no case begins with " + only + "; there are "
                            + all.stream().map(Case::name).toList());
        }
        return chosen;
    }
}
