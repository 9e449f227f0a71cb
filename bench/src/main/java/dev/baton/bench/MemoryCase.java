package dev.baton.bench;

import dev.baton.bench.Row.Direction;
import dev.baton.protocol.Acknowledge;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What a million entries of 16 + 100 bytes take: resident memory half a minute after they were written, less that of the empty server. */
record MemoryCase() implements Case {
    private static final long IDLE_MILLIS = 30_000;
    private static final double BAR = 1.2;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Row> run(Bench bench) throws IOException {
        try (NodeServer node = bench.node("node").leadAlone(1, Acknowledge.RECEIVED);
                RedisServer redis = bench.redis("redis", 1, "everysec")) {
            Wait.pause(IDLE_MILLIS / 10);
            long emptyNode = node.residentBytes();
            long emptyRedis = redis.residentBytes();
            Keys.fill(node, MILLION_KEYS);
            Keys.fill(redis, MILLION_KEYS);
            Wait.pause(IDLE_MILLIS);
            long ofNode = node.residentBytes() - emptyNode;
            long ofRedis = redis.residentBytes() - emptyRedis;
            Keys.verify(node, MILLION_KEYS);
            return List.of(new Row(
                    name(),
                    (double) ofNode / ofRedis,
                    "node/redis",
                    BAR,
                    Direction.AT_MOST,
                    String.format(
                            Locale.ROOT,
                            "node %d MB (empty %d), redis %d MB (empty %d)",
                            ofNode >> 20,
                            emptyNode >> 20,
                            ofRedis >> 20,
                            emptyRedis >> 20)));
        }
    }
}
