package dev.baton.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/** The keys that are written and read: named as redis-benchmark names them, 16 bytes long. */
final class Keys {
    static final int CLIENTS = 50;
    static final int COUNT = 100_000;
    static final int VALUE_BYTES = 100;
    private static final int BATCH = 1000;

    private Keys() {}

    static byte[] key(int number) {
        return String.format(Locale.ROOT, "key:%012d", number).getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] value(int number) {
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) ('a' + (number * 31 + i * 7) % 26);
        }
        return value;
    }

    /** Writes so many keys. */
    static void fill(Server server, int count) {
        try (Jedis jedis = server.client()) {
            for (int from = 0; from < count; from += BATCH) {
                Pipeline pipeline = jedis.pipelined();
                for (int i = from; i < Math.min(count, from + BATCH); i++) {
                    pipeline.set(key(i), value(i));
                }
                pipeline.sync();
            }
        }
    }

    /** @throws VoidRun when a key is missing or its value is of another length */
    static void verify(Server server, int count) {
        try (Jedis jedis = server.client()) {
            for (int from = 0; from < count; from += BATCH) {
                Pipeline pipeline = jedis.pipelined();
                List<Response<byte[]>> values = new ArrayList<>();
                for (int i = from; i < Math.min(count, from + BATCH); i++) {
                    values.add(pipeline.get(key(i)));
                }
                pipeline.sync();
                for (int i = 0; i < values.size(); i++) {
                    byte[] value = values.get(i).get();
                    if (value == null || value.length != VALUE_BYTES) {
                        throw new VoidRun(server.name() + " lost key " + (from + i));
                    }
                }
            }
        }
    }
}
