package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Replies as Redis 7.0 gives them. */
class KeyCommandsTest {
    private final Shell redis = new Shell();

    @Test
    void copies() {
        redis.run("SET a 1 EX 100");
        redis.check("COPY a b", ":1");
        redis.check("GET b", "$1 1");
        redis.check("TTL b", ":100");
        redis.check("COPY a b", ":0");
        redis.run("RPUSH l x y");
        redis.check("COPY l b REPLACE", ":1");
        redis.run("RPUSH l z");
        redis.check("LRANGE b 0 -1", "*2 $1 x $1 y");
        redis.check("TTL b", ":-1");
        redis.run("HSET h f v");
        redis.check("COPY h g DB 0", ":1");
        redis.check("HGETALL g", "*2 $1 f $1 v");
        redis.run("EXPIRE h 50");
        redis.check("COPY h g REPLACE", ":1");
        redis.check("TTL g", ":50");
        redis.check("COPY none b REPLACE", ":0");
        redis.check("COPY a a", "-ERR source and destination objects are the same");
        redis.check("COPY a b DB 1", "-ERR DB index is out of range");
        redis.check("COPY a b DB", "-ERR syntax error");
    }

    @Test
    void thereIsNoOtherDatabaseToMoveTo() {
        redis.run("SET a 1");
        redis.check("MOVE a 1", "-ERR DB index is out of range");
        redis.check("MOVE a 0", "-ERR source and destination objects are the same");
        redis.check("MOVE a x", "-ERR value is not an integer or out of range");
    }

    @Test
    void encodingsAreNamedAsRedisWouldChooseThem() {
        redis.run("MSET int 12 text 12x");
        redis.run("SET raw " + "x".repeat(45));
        redis.check("OBJECT ENCODING int", "$3 int");
        redis.check("OBJECT ENCODING text", "$6 embstr");
        redis.check("OBJECT ENCODING raw", "$3 raw");
        redis.run("RPUSH list a");
        redis.check("OBJECT ENCODING list", "$9 quicklist");
        redis.run("HSET hash f v");
        redis.check("OBJECT ENCODING hash", "$8 listpack");
        redis.run("HSET hash f " + "x".repeat(65));
        redis.check("OBJECT ENCODING hash", "$9 hashtable");
        redis.run("SADD set 1 2");
        redis.check("OBJECT ENCODING set", "$6 intset");
        redis.run("SADD set x");
        redis.check("OBJECT ENCODING set", "$9 hashtable");
        redis.run("ZADD zset 1 x");
        redis.check("OBJECT ENCODING zset", "$8 listpack");
        redis.run("ZADD zset 1 " + "x".repeat(65));
        redis.check("OBJECT ENCODING zset", "$8 skiplist");
    }

    @Test
    void objects() {
        redis.run("SET k v");
        redis.check("OBJECT REFCOUNT k", ":1");
        assertThat(redis.run("OBJECT FREQ k")).startsWith("-ERR An LFU maxmemory policy is not selected");
        redis.check("OBJECT ENCODING none", "$-1");
        redis.check("OBJECT FREQ none", "$-1");
        redis.check("OBJECT ENCODING", "-ERR wrong number of arguments for 'object|encoding' command");
        redis.check("OBJECT NOSUCH k", "-ERR unknown subcommand 'NOSUCH'. Try OBJECT HELP.");
        assertThat(redis.run("OBJECT HELP")).startsWith("*11 +OBJECT <subcommand>");
    }

    @Test
    void whatSetAndGetexAreToldOfTheExpiry() {
        redis.check("SET k v EX 10 EX 20", "+OK");
        redis.check("TTL k", ":20");
        redis.check("SET k v EX 10 KEEPTTL", "-ERR syntax error");
        redis.check("SET k v KEEPTTL EX 10", "-ERR syntax error");
        redis.check("SET k v KEEPTTL KEEPTTL", "+OK");
        redis.check("SET k v PERSIST", "-ERR syntax error");
        redis.check("GETEX k KEEPTTL", "-ERR syntax error");
        redis.check("GETEX none EX 0", "$-1");
        redis.check("GETEX k EX 0", "-ERR invalid expire time in 'getex' command");
        redis.check("GETEX k EX 5 PX 5", "-ERR syntax error");
        redis.check("GETEX k EX 5 EX 7", "$1 v");
        redis.check("TTL k", ":7");
        redis.check("GETEX k PERSIST PERSIST", "$1 v");
        redis.check("TTL k", ":-1");
        redis.check("GETRANGE k 0 -100", "$1 v");
        redis.check("GETRANGE k -100 -200", "$0");
    }
}
