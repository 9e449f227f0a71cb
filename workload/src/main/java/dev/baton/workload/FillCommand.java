package dev.baton.workload;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import redis.clients.jedis.Pipeline;

/** Makes data to be seeded or backed up: keys {@code fill:0 …}, each a string. Not part of any history. */
@Command(
        name = "fill",
        description = "Sets many strings through the leader, for something to seed.",
        mixinStandardHelpOptions = true)
final class FillCommand implements Callable<Integer> {
    private static final int BATCH = 200;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(names = "--keys", defaultValue = "10000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--value-bytes",
            defaultValue = "1000",
            description = "Length of each value (default: ${DEFAULT-VALUE}).")
    private int valueBytes;

    record Report(int filled, long bytes) {}

    @Override
    public Integer call() throws Exception {
        Endpoint leader = database.leader().next().orElseThrow();
        String value = "x".repeat(valueBytes);
        try (Link link = Link.open(leader, database.access(), "fill")) {
            for (int from = 0; from < keys; from += BATCH) {
                try (Pipeline pipeline = link.jedis().pipelined()) {
                    for (int key = from; key < Math.min(keys, from + BATCH); key++) {
                        pipeline.set("fill:" + key, value);
                    }
                    // An error among the replies must not pass for data that is there.
                    for (Object reply : pipeline.syncAndReturnAll()) {
                        if (reply instanceof RuntimeException refused) {
                            throw refused;
                        }
                    }
                }
            }
        }
        JsonLine.print(new Report(keys, (long) keys * valueBytes));
        return 0;
    }
}
