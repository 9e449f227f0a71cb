package dev.baton.workload;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** One connection of one client to one member. One thread at a time. Never reconnects by itself: a command is sent once or never. */
final class Link implements AutoCloseable {
    private final Jedis jedis;
    private Identity identity = new Identity(null, -1, false);

    private Link(Jedis jedis) {
        this.jedis = jedis;
    }

    /**
     * Connects, says who calls, and asks who answers.
     *
     * @throws JedisException when any of it fails; no operation has been sent then
     */
    static Link open(Endpoint endpoint, Access access, String client) {
        int timeout = Math.toIntExact(access.timeout().toMillis());
        Jedis jedis = new Jedis(
                new HostAndPort(endpoint.host(), endpoint.port()),
                DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(timeout)
                        .socketTimeoutMillis(timeout)
                        .password(access.password())
                        .clientName(client)
                        .build());
        Link link = new Link(jedis);
        try {
            jedis.connect();
            link.identify();
            return link;
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /** Asks the member again who it is: a leader may lead a later epoch on the same connection. */
    void identify() {
        try {
            identity = Identity.ofInfo(jedis.info("replication"));
        } catch (JedisDataException refused) {
            // A member that may not answer now still has a connection; the operation itself shall tell.
            identity = new Identity(null, -1, false);
        }
    }

    Identity identity() {
        return identity;
    }

    /** Returns the list's length after the append. */
    long append(String key, String element) {
        return jedis.rpush(key, element);
    }

    /** The elements from {@code from} to {@code to}, both included, negative: from the end. */
    List<String> range(String key, long from, long to) {
        return jedis.lrange(key, from, to);
    }

    void set(String key, String value) {
        jedis.set(key, value);
    }

    /**
     * @param value null: there is none
     * @param byLeader whether the member led before and after, in one epoch; it then led in between, since nobody leads an epoch twice
     */
    record Got(@Nullable String value, boolean byLeader) {}

    /** Reads a string, and asks in the same breath who answers. */
    Got get(String key) {
        Identity before = identity;
        try (Pipeline pipeline = jedis.pipelined()) {
            Response<String> value = pipeline.get(key);
            Response<Object> info = pipeline.sendCommand(Protocol.Command.INFO, "replication");
            pipeline.sync();
            String got = value.get();
            identity = Identity.ofInfo(new String((byte[]) info.get(), StandardCharsets.UTF_8));
            return new Got(got, before.leads() && before.equals(identity));
        }
    }

    Jedis jedis() {
        return jedis;
    }

    @Override
    public void close() {
        try {
            jedis.close();
        } catch (JedisException ignored) {
            // It is given up in any case; what its operations came to was recorded when they failed.
        }
    }
}
