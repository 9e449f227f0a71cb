package dev.baton.bench;

import dev.baton.bench.Row.Direction;
import dev.baton.protocol.Acknowledge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import redis.clients.jedis.Jedis;

/**
 * A command of one data type by redis-benchmark, one server beside the other: requests a second. Both begin each run with the same keys.
 *
 * @param command with {@code __rand_int__} for a number below {@link Keys#COUNT}
 */
record FamilyCase(String name, List<String> command, int pipeline, Before before) implements Case {
    private static final String VALUE = "x".repeat(Keys.VALUE_BYTES);
    private static final long MOST_REQUESTS = 600_000;
    private static final double SECONDS = 2;
    /** A range of a hundred is taken from so many. */
    private static final int ELEMENTS = 1000;

    /** What there is when a run begins. */
    private enum Before {
        NOTHING,
        /** A list with as many elements as there will be requests. */
        A_LIST_TO_POP,
        A_LIST,
        A_SORTED_SET
    }

    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        for (int pipeline : new int[] {1, 16}) {
            add(all, "lpush", pipeline, Before.NOTHING, "LPUSH", "list", VALUE);
            add(all, "rpop", pipeline, Before.A_LIST_TO_POP, "RPOP", "list");
            add(all, "lrange-100", pipeline, Before.A_LIST, "LRANGE", "list", "0", "99");
            add(all, "hset", pipeline, Before.NOTHING, "HSET", "hash", "field:__rand_int__", VALUE);
            add(all, "sadd", pipeline, Before.NOTHING, "SADD", "set", "member:__rand_int__");
            add(all, "zadd", pipeline, Before.NOTHING, "ZADD", "scores", "__rand_int__", "member:__rand_int__");
            add(all, "zrange-100", pipeline, Before.A_SORTED_SET, "ZRANGE", "scores", "0", "99");
            add(all, "incr", pipeline, Before.NOTHING, "INCR", "counter:__rand_int__");
            List<String> tenKeys = new ArrayList<>(List.of("MSET"));
            for (int i = 0; i < 10; i++) {
                tenKeys.addAll(List.of("key:__rand_int__", VALUE));
            }
            add(all, "mset-10", pipeline, Before.NOTHING, tenKeys.toArray(new String[0]));
        }
        return all;
    }

    private static void add(List<Case> all, String name, int pipeline, Before before, String... command) {
        all.add(new FamilyCase(name + "-pipeline-" + pipeline, List.of(command), pipeline, before));
    }

    @Override
    public List<Row> run(Bench bench) throws IOException {
        try (NodeServer node = bench.node("node").leadAlone(1, Acknowledge.RECEIVED);
                RedisServer redis = bench.redis("redis", 1, "everysec")) {
            long forNode = requests(warm(bench, node));
            long forRedis = requests(warm(bench, redis));
            Samples throughput = new Samples();
            Samples absolute = new Samples();
            for (int i = 0; i < bench.alternations(); i++) {
                RedisBenchmark.Result ofRedis = once(redis, forRedis);
                RedisBenchmark.Result ofNode = once(node, forNode);
                throughput.add(ofNode.perSecond() / ofRedis.perSecond());
                absolute.add(ofNode.perSecond());
                bench.say(String.format(
                        Locale.ROOT, "%s: node %.0f/s, redis %.0f/s", name, ofNode.perSecond(), ofRedis.perSecond()));
            }
            return List.of(new Row(
                    name,
                    throughput.median(),
                    "node/redis",
                    1.0,
                    Direction.AT_LEAST,
                    throughput.spread() + String.format(Locale.ROOT, ", node %.0f/s", absolute.median())));
        } catch (VoidRun why) {
            return List.of(Row.voided(name, "node/redis", 1.0, Direction.AT_LEAST, String.valueOf(why.getMessage())));
        }
    }

    private double warm(Bench bench, Server server) throws IOException {
        double perSecond = 0;
        for (long requests = 20_000, runs = 0; runs < 3; runs++) {
            perSecond = once(server, requests).perSecond();
            requests = requests(perSecond);
        }
        bench.say(String.format(Locale.ROOT, "%s: %s is warm at %.0f/s", name, server.name(), perSecond));
        return perSecond;
    }

    private RedisBenchmark.Result once(Server server, long requests) throws IOException {
        try (Jedis jedis = server.client()) {
            jedis.flushAll();
            for (int i = 0; i < ELEMENTS && (before == Before.A_LIST || before == Before.A_SORTED_SET); i++) {
                if (before == Before.A_LIST) {
                    jedis.rpush("list", VALUE);
                } else {
                    jedis.zadd("scores", i, "member:" + i);
                }
            }
        }
        if (before == Before.A_LIST_TO_POP) {
            RedisBenchmark.run(server.port(), List.of("LPUSH", "list", VALUE), 16, requests);
        }
        RedisBenchmark.Result result = RedisBenchmark.run(server.port(), command, pipeline, requests);
        if (before == Before.A_LIST_TO_POP) {
            try (Jedis jedis = server.client()) {
                // Each client of redis-benchmark finishes its pipeline.
                long left = jedis.llen("list");
                if (left > Keys.CLIENTS * 16) {
                    throw new VoidRun(server.name() + " was to pop everything, and " + left + " elements are left");
                }
            }
        }
        return result;
    }

    private static long requests(double perSecond) {
        return Math.min(MOST_REQUESTS, (long) (perSecond * SECONDS));
    }
}
