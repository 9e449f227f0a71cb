package dev.baton.bench;

import dev.baton.bench.Row.Direction;
import dev.baton.protocol.Acknowledge;
import java.io.IOException;
import java.util.List;

/**
 * From the start of the process to the first read it serves: of an empty node, which is elected on the way, and with a million keys,
 * Redis having rewritten its append-only file before.
 */
record StartCase() implements Case {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Row> run(Bench bench) throws IOException {
        Samples empty = new Samples();
        Samples full = new Samples();
        Samples seconds = new Samples();
        int epoch = 1;
        try (NodeServer node = bench.node("node").leadAlone(epoch, Acknowledge.RECEIVED);
                RedisServer redis = bench.redis("redis", 1, "everysec")) {
            for (int i = 0; i < bench.alternations(); i++) {
                empty.add(node.restartAlone(++epoch, Acknowledge.RECEIVED) / 1e9);
            }
            Keys.fill(node, MILLION_KEYS);
            Keys.fill(redis, MILLION_KEYS);
            try (var jedis = redis.client()) {
                jedis.bgrewriteaof();
                Wait.until(60, "the append-only file to be rewritten", () -> {
                    String persistence = jedis.info("persistence");
                    return persistence.contains("aof_rewrite_in_progress:0")
                            && persistence.contains("aof_rewrite_scheduled:0");
                });
            }
            for (int i = 0; i < bench.alternations(); i++) {
                double ofRedis = redis.restart() / 1e9;
                double ofNode = node.restartAlone(++epoch, Acknowledge.RECEIVED) / 1e9;
                full.add(ofNode / ofRedis);
                seconds.add(ofNode);
            }
            Keys.verify(node, MILLION_KEYS);
        }
        return List.of(
                new Row("start-empty", empty.median(), "s", 1, Direction.AT_MOST, empty.spread()),
                new Row(
                        "start-million-keys",
                        full.median(),
                        "node/redis",
                        1,
                        Direction.AT_MOST,
                        full.spread() + ", node " + seconds.spread() + " s"));
    }
}
