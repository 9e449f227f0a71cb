package dev.baton.bench;

import dev.baton.bench.Row.Direction;
import dev.baton.protocol.Acknowledge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** SET or GET by redis-benchmark, one server beside the other: requests a second, and their p99. */
record RequestsCase(String name, String test, int pipeline, boolean fsync, double bar) implements Case {
    private static final long MOST_REQUESTS = 3_000_000;
    private static final double SECONDS = 3;

    static List<Case> all() {
        return List.of(
                new RequestsCase("set-pipeline-1", "set", 1, false, 1.0),
                new RequestsCase("get-pipeline-1", "get", 1, false, 1.0),
                new RequestsCase("set-pipeline-16", "set", 16, false, 1.0),
                new RequestsCase("get-pipeline-16", "get", 16, false, 1.0),
                new RequestsCase("set-fsync-pipeline-1", "set", 1, true, 1.5),
                new RequestsCase("set-fsync-pipeline-16", "set", 16, true, 1.5));
    }

    @Override
    public List<Row> run(Bench bench) throws IOException {
        try (NodeServer node = bench.node("node").leadAlone(1, fsync ? Acknowledge.FLUSHED : Acknowledge.RECEIVED);
                RedisServer redis = bench.redis("redis", 1, fsync ? "always" : "everysec")) {
            Keys.fill(node, Keys.COUNT);
            Keys.fill(redis, Keys.COUNT);
            // Both are warm after this, and the runs to come last about as long on both.
            long forNode = requests(warm(bench, node));
            long forRedis = requests(warm(bench, redis));
            Samples throughput = new Samples();
            Samples p99 = new Samples();
            Samples absolute = new Samples();
            for (int i = 0; i < bench.alternations(); i++) {
                RedisBenchmark.Result ofRedis = RedisBenchmark.run(redis.port(), test, pipeline, forRedis);
                RedisBenchmark.Result ofNode = RedisBenchmark.run(node.port(), test, pipeline, forNode);
                throughput.add(ofNode.perSecond() / ofRedis.perSecond());
                p99.add(ofNode.p99Millis() / ofRedis.p99Millis());
                absolute.add(ofNode.perSecond());
                bench.say(String.format(
                        Locale.ROOT,
                        "%s: node %.0f/s p99 %.2f ms, redis %.0f/s p99 %.2f ms",
                        name,
                        ofNode.perSecond(),
                        ofNode.p99Millis(),
                        ofRedis.perSecond(),
                        ofRedis.p99Millis()));
            }
            Keys.verify(node, Keys.COUNT);
            Keys.verify(redis, Keys.COUNT);
            List<Row> rows = new ArrayList<>();
            rows.add(new Row(
                    name,
                    throughput.median(),
                    "node/redis",
                    bar,
                    Direction.AT_LEAST,
                    throughput.spread() + String.format(Locale.ROOT, ", node %.0f/s", absolute.median())));
            rows.add(new Row(name + "-p99", p99.median(), "node/redis", 1.0, Direction.AT_MOST, p99.spread()));
            return rows;
        } catch (VoidRun why) {
            return List.of(
                    Row.voided(name, "node/redis", bar, Direction.AT_LEAST, String.valueOf(why.getMessage())),
                    Row.voided(name + "-p99", "node/redis", 1.0, Direction.AT_MOST, "see above"));
        }
    }

    private double warm(Bench bench, Server server) throws IOException {
        double perSecond = 0;
        for (long requests = 20_000, runs = 0; runs < 4; runs++) {
            perSecond =
                    RedisBenchmark.run(server.port(), test, pipeline, requests).perSecond();
            requests = requests(perSecond);
        }
        bench.say(String.format(Locale.ROOT, "%s: %s is warm at %.0f/s", name, server.name(), perSecond));
        return perSecond;
    }

    private static long requests(double perSecond) {
        return Math.min(MOST_REQUESTS, (long) (perSecond * SECONDS));
    }
}
