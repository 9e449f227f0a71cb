package dev.baton.bench;

import dev.baton.bench.Row.Direction;
import dev.baton.protocol.Acknowledge;
import dev.baton.protocol.MemberState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * An empty follower joins a leader of a million keys that is written to all the while: how fast it is seeded, what that costs the
 * writers, and how long a command takes at worst while the snapshot is taken and sent.
 */
record SeedingCase() implements Case {
    private static final int WRITERS = 4;
    private static final long BEFORE_MILLIS = 3000;
    private static final long MOST_MILLIS = 60_000;
    private static final double MEGABYTES = MILLION_KEYS * (16.0 + Keys.VALUE_BYTES) / 1e6;
    private static final double LONGEST_MILLIS = 20;

    /** One seeding: seconds it took, writes before and during it, the longest command without and with it. */
    private record Seeding(double seconds, Load.Result before, Load.Result during) {
        double megabytesPerSecond() {
            return MEGABYTES / seconds;
        }

        double writes() {
            return during.perSecond() / before.perSecond();
        }
    }

    @Override
    public String name() {
        return "seeding";
    }

    @Override
    public List<Row> run(Bench bench) throws IOException {
        Samples speed = new Samples();
        Samples writes = new Samples();
        Samples writesOfRedis = new Samples();
        Samples longest = new Samples();
        Samples longestWithout = new Samples();
        Samples absolute = new Samples();
        try (NodeServer node = bench.node("node").leadAlone(1, Acknowledge.RECEIVED);
                // By default it waits five seconds for more replicas to come.
                RedisServer redis = bench.redis("redis", 1, "everysec", "--repl-diskless-sync-delay", "0")) {
            Keys.fill(node, MILLION_KEYS);
            Keys.fill(redis, MILLION_KEYS);
            new Load(node, WRITERS, 1, MILLION_KEYS, false).run(BEFORE_MILLIS); // warm
            for (int i = 0; i < bench.alternations(); i++) {
                Seeding ofRedis = ofRedis(bench, redis);
                Seeding ofNode = ofNode(bench, node);
                speed.add(ofNode.megabytesPerSecond() / ofRedis.megabytesPerSecond());
                writes.add(ofNode.writes());
                writesOfRedis.add(ofRedis.writes());
                longest.add(ofNode.during().longestMillis());
                longestWithout.add(ofNode.before().longestMillis());
                absolute.add(ofNode.megabytesPerSecond());
                bench.say(String.format(
                        Locale.ROOT,
                        "seeding: node %.2f s, writes %.0f -> %.0f/s, longest %.1f -> %.1f ms; redis %.2f s, writes %.0f -> %.0f/s",
                        ofNode.seconds(),
                        ofNode.before().perSecond(),
                        ofNode.during().perSecond(),
                        ofNode.before().longestMillis(),
                        ofNode.during().longestMillis(),
                        ofRedis.seconds(),
                        ofRedis.before().perSecond(),
                        ofRedis.during().perSecond()));
            }
            Keys.verify(node, MILLION_KEYS);
        } catch (VoidRun why) {
            return List.of(Row.voided(name(), "node/redis", 1, Direction.AT_LEAST, String.valueOf(why.getMessage())));
        }
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(
                name(),
                speed.median(),
                "node/redis",
                1,
                Direction.AT_LEAST,
                speed.spread() + String.format(Locale.ROOT, ", node %.0f MB/s", absolute.median())));
        rows.add(new Row(
                "writes-during-seeding",
                writes.median(),
                "of before",
                0.8,
                Direction.AT_LEAST,
                writes.spread() + String.format(Locale.ROOT, ", redis %.2f", writesOfRedis.median())));
        rows.add(new Row(
                "longest-command-during-snapshot",
                longest.median(),
                "ms",
                Math.max(LONGEST_MILLIS, 2 * longestWithout.median()),
                Direction.AT_MOST,
                longest.spread()));
        return rows;
    }

    private static Seeding ofNode(Bench bench, NodeServer leader) throws IOException {
        Load load = new Load(leader, WRITERS, 1, MILLION_KEYS, false);
        Load.Result before = load.run(BEFORE_MILLIS);
        try (NodeServer follower = bench.node("node-follower")) {
            Seeding seeding = during(
                    load,
                    before,
                    () -> follower.follow(1, leader),
                    () -> follower.status().state() == MemberState.STREAMING);
            return seeding;
        }
    }

    private static Seeding ofRedis(Bench bench, RedisServer leader) throws IOException {
        Load load = new Load(leader, WRITERS, 1, MILLION_KEYS, false);
        Load.Result before = load.run(BEFORE_MILLIS);
        try (RedisServer replica = bench.redis("redis-replica", 2, "everysec");
                var jedis = replica.client()) {
            return during(load, before, () -> jedis.replicaof("127.0.0.1", leader.port()), () -> {
                // It answers nothing while it loads.
                try {
                    return jedis.info("replication").contains("master_link_status:up");
                } catch (redis.clients.jedis.exceptions.JedisDataException loading) {
                    return false;
                }
            });
        }
    }

    /** Writes go on, on this thread, while another waits for the joining follower. */
    private static Seeding during(Load load, Load.Result before, Runnable join, BooleanSupplier joined)
            throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        double[] seconds = new double[1];
        Thread waiting = Thread.ofPlatform().start(() -> {
            long began = System.nanoTime();
            try {
                join.run();
                Wait.until((int) (MOST_MILLIS / 1000), "the follower to be seeded", joined);
                seconds[0] = (System.nanoTime() - began) / 1e9;
            } finally {
                over.set(true);
            }
        });
        Load.Result during = load.run(MOST_MILLIS, over::get);
        try {
            waiting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (seconds[0] == 0) {
            throw new VoidRun("the follower was not seeded in time");
        }
        return new Seeding(seconds[0], before, during);
    }
}
