package dev.baton.bench;

import dev.baton.bench.Row.Direction;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.CommitRule;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * SETs acknowledged when they are fsynced on the leader and on one follower. Redis: both append with fsync always, and every SET is
 * followed by WAIT 1. Redis 7.0 cannot do the same: its WAIT counts a replica that has received a write, before its fsync.
 */
record SemiSynchronousCase(int pipeline) implements Case {
    private static final long MILLIS = 3000;
    private static final double BAR = 2;

    @Override
    public String name() {
        return "set-semi-synchronous-pipeline-" + pipeline;
    }

    @Override
    public List<Row> run(Bench bench) throws IOException {
        try (NodeServer follower = bench.node("node-follower");
                NodeServer node = bench.node("node");
                RedisServer redis = bench.redis("redis", 1, "always");
                RedisServer replica =
                        bench.redis("redis-replica", 2, "always", "--replicaof", "127.0.0.1", "" + redis.port())) {
            node.lead(1, CommitRule.SYNCHRONOUS, Acknowledge.FLUSHED, follower);
            Keys.fill(node, Keys.COUNT);
            Keys.fill(redis, Keys.COUNT);
            Wait.until(60, "the replica to follow", () -> {
                try (var jedis = replica.client()) {
                    return jedis.info("replication").contains("master_link_status:up");
                }
            });
            Load toNode = new Load(node, Keys.CLIENTS, pipeline, Keys.COUNT, false);
            Load toRedis = new Load(redis, Keys.CLIENTS, pipeline, Keys.COUNT, true);
            for (int i = 0; i < 3; i++) {
                toNode.run(MILLIS);
            }
            toRedis.run(MILLIS);
            Samples throughput = new Samples();
            Samples p99 = new Samples();
            Samples absolute = new Samples();
            for (int i = 0; i < bench.alternations(); i++) {
                Load.Result ofRedis = toRedis.run(MILLIS);
                Load.Result ofNode = toNode.run(MILLIS);
                throughput.add(ofNode.perSecond() / ofRedis.perSecond());
                p99.add(ofNode.p99Millis() / ofRedis.p99Millis());
                absolute.add(ofNode.perSecond());
                bench.say(String.format(
                        Locale.ROOT,
                        "%s: node %.0f/s p99 %.2f ms, redis %.0f/s p99 %.2f ms",
                        name(),
                        ofNode.perSecond(),
                        ofNode.p99Millis(),
                        ofRedis.perSecond(),
                        ofRedis.p99Millis()));
            }
            Keys.verify(node, Keys.COUNT);
            Keys.verify(redis, Keys.COUNT);
            return List.of(
                    new Row(
                            name(),
                            throughput.median(),
                            "node/redis",
                            BAR,
                            Direction.AT_LEAST,
                            throughput.spread() + String.format(Locale.ROOT, ", node %.0f/s", absolute.median())),
                    new Row(name() + "-p99", p99.median(), "node/redis", 1.0, Direction.AT_MOST, p99.spread()));
        } catch (VoidRun why) {
            return List.of(
                    Row.voided(name(), "node/redis", BAR, Direction.AT_LEAST, String.valueOf(why.getMessage())),
                    Row.voided(name() + "-p99", "node/redis", 1.0, Direction.AT_MOST, "see above"));
        }
    }
}
