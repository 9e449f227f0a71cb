package dev.baton.bench;

import dev.baton.bench.Row.Direction;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Whether our own load program can be trusted: plain SETs to Redis by it and by redis-benchmark, which must come out alike, whichever is
 * the faster.
 */
record LoadProgramCase(int pipeline) implements Case {
    private static final long MILLIS = 3000;
    private static final double BAR = 1.1;

    @Override
    public String name() {
        return "load-program-pipeline-" + pipeline;
    }

    @Override
    public List<Row> run(Bench bench) throws IOException {
        try (RedisServer redis = bench.redis("redis", 1, "everysec")) {
            Keys.fill(redis, Keys.COUNT);
            Load load = new Load(redis, Keys.CLIENTS, pipeline, Keys.COUNT, false);
            long requests = (long) (load.run(MILLIS).perSecond() * MILLIS / 1000);
            Samples ratios = new Samples();
            for (int i = 0; i < bench.alternations(); i++) {
                double theirs = RedisBenchmark.run(redis.port(), "set", pipeline, requests)
                        .perSecond();
                double ours = load.run(MILLIS).perSecond();
                ratios.add(ours / theirs);
                bench.say(String.format(Locale.ROOT, "%s: ours %.0f/s, redis-benchmark %.0f/s", name(), ours, theirs));
            }
            double ratio = ratios.median();
            return List.of(new Row(
                    name(),
                    Math.max(ratio, 1 / ratio),
                    "ours/redis-benchmark, or the inverse",
                    BAR,
                    Direction.AT_MOST,
                    ratios.spread()));
        } catch (VoidRun why) {
            return List.of(Row.voided(
                    name(), "ours/redis-benchmark", BAR, Direction.AT_MOST, String.valueOf(why.getMessage())));
        }
    }
}
