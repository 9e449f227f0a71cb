package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.pubsub.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keyspace events as Redis 7.0 publishes them. */
class KeyspaceEventsTest {
    private final Shell redis = new Shell();

    private void want(String classes) {
        assertThat(redis.run("CONFIG SET notify-keyspace-events " + classes)).isEqualTo("+OK");
    }

    /** Event and key of what a command publishes on its keyevent channels. */
    private List<String> told(String line) {
        redis.run(line);
        List<String> told = new ArrayList<>();
        for (Message message : Objects.requireNonNull(redis.last).messages()) {
            String channel = message.channel().toString();
            assertThat(channel).startsWith("__keyevent@0__:");
            told.add(channel.substring("__keyevent@0__:".length()) + " "
                    + new String(message.payload(), StandardCharsets.UTF_8));
        }
        return told;
    }

    /** Given some keys, one command, and what is told of it. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "nothing",
            value = {
                "SET k v, set k",
                "SET k v EX 10, 'set k, expire k'",
                "SET expiring v KEEPTTL, set expiring",
                "SET k v XX, nothing",
                "SETNX k v, set k",
                "SETNX string v, nothing",
                "SETEX k 10 v, 'set k, expire k'",
                "GETSET string v, set string",
                "MSET a 1 b 2, 'set a, set b'",
                "MSETNX a 1 string 2, nothing",
                "APPEND string x, append string",
                "SETRANGE string 1 x, setrange string",
                "INCR n, incrby n",
                "DECRBY n 2, incrby n",
                "INCRBY expiring 1, incrby expiring",
                "INCRBYFLOAT n 1.5, incrbyfloat n",
                "INCR list, nothing",
                "GETEX string EX 10, expire string",
                "GETEX expiring PERSIST, persist expiring",
                "GETEX string PERSIST, nothing",
                "GETDEL string, del string",
                "EXPIRE string 10, expire string",
                "EXPIRE string -1, del string",
                "EXPIRE absent 10, nothing",
                "PERSIST expiring, persist expiring",
                "DEL string absent list, 'del string, del list'",
                "UNLINK string, del string",
                "RENAME string list, 'rename_from string, rename_to list'",
                "RENAMENX string list, nothing",
                "RENAME string string, nothing",
                "HSET hash f 1 g 2, hset hash",
                "HMSET hash f 1, hset hash",
                "HSETNX hash h 1, hset hash",
                "HINCRBY hash f 1, hincrby hash",
                "HINCRBYFLOAT hash f 1, hincrbyfloat hash",
                "HDEL hash absent, nothing",
                "HDEL hash f, 'hdel hash, del hash'",
                "RPUSH list x y, rpush list",
                "LPUSH k x, lpush k",
                "LPUSHX absent x, nothing",
                "RPUSHX list x, rpush list",
                "LPOP list, lpop list",
                "RPOP list 2, 'rpop list, del list'",
                "BLPOP list 0, lpop list",
                "BLMOVE list other LEFT RIGHT 0, 'rpush other, lpop list'",
                "BRPOPLPUSH list list 0, 'lpush list, rpop list'",
                "BLMPOP 0 1 list RIGHT COUNT 9, 'rpop list, del list'",
                "LMOVE list other RIGHT LEFT, 'lpush other, rpop list'",
                "LMPOP 1 list LEFT COUNT 2, 'lpop list, del list'",
                "LSET list 0 x, lset list",
                "LINSERT list BEFORE one x, linsert list",
                "LREM list 0 one, lrem list",
                "LTRIM list 0 0, ltrim list",
                "LTRIM list 5 9, 'ltrim list, del list'",
                "SORT list ALPHA STORE other, sortstore other",
                "SORT absent STORE list, del list",
                "COPY string other, copy_to other",
                "COPY string list REPLACE, copy_to list",
                "SETBIT string 4 1, setbit string",
                "BITOP OR other string, set other",
                "BITFIELD string SET u4 0 1 SET u4 4 1, setbit string",
                "SADD set m, sadd set",
                "SADD set a, nothing",
                "SREM set a, srem set",
                "SREM set a b, 'srem set, del set'",
                "SPOP set 2, 'spop set, del set'",
                "SMOVE set other a, 'srem set, sadd other'",
                "SINTERSTORE list set set, sinterstore list",
                "SDIFFSTORE list set set, del list",
                "ZADD zset 1 a 2 c, zadd zset",
                "ZADD zset 1 a, nothing",
                "ZADD zset INCR 1 a, zincr zset",
                "ZINCRBY zset 1 a, zincr zset",
                "ZREM zset a, zrem zset",
                "ZREMRANGEBYRANK zset 0 -1, 'zremrangebyrank zset, del zset'",
                "ZPOPMIN zset, zpopmin zset",
                "ZMPOP 1 zset MAX COUNT 5, 'zpopmax zset, del zset'",
                "BZPOPMAX zset 0, zpopmax zset",
                "BZMPOP 0 1 zset MIN, zpopmin zset",
                "ZRANGESTORE list zset 0 -1, zrangestore list",
                "ZUNIONSTORE other 1 zset, zunionstore other",
                "FLUSHALL, nothing",
                "GET absent, nothing",
            })
    void whatIsToldOfACommand(String line, String events) {
        prepare();
        want("EA");
        assertThat(told(line)).isEqualTo(events == null ? List.of() : List.of(events.split(", ")));
    }

    private void prepare() {
        for (String line : List.of(
                "SET string s",
                "SET n 1",
                "SET expiring 1 PX 100000",
                "RPUSH list one two",
                "HSET hash f 1",
                "SADD set a b",
                "ZADD zset 1 a 2 b")) {
            redis.run(line);
        }
    }

    @Test
    void expiredKeysAreToldOfByWhoFindsThem() {
        redis.run("SET k v PX 10");
        want("Ex");
        redis.now += 100;
        assertThat(told("GET k")).containsExactly("expired k");
        assertThat(told("GET k")).isEmpty();
    }

    @Test
    void newKeysAndMissesOnlyIfAskedFor() {
        want("EAnm");
        assertThat(told("SET k v")).containsExactly("new k", "set k");
        assertThat(told("SET k w")).containsExactly("set k");
        assertThat(told("RENAME k l")).containsExactly("new l", "rename_from k", "rename_to l");
        assertThat(told("GET k")).containsExactly("keymiss k");
        assertThat(told("DEL k")).as("a write misses nothing").isEmpty();
        assertThat(told("WATCH k")).isEmpty();
    }

    @Test
    void bothChannelsOfOneEventAndOnlyTheClassesWanted() {
        want("KEl");
        redis.run("SET k v");
        assertThat(Objects.requireNonNull(redis.last).messages()).isEmpty();
        redis.run("RPUSH l 1");
        assertThat(Objects.requireNonNull(redis.last).messages())
                .extracting(message -> message.channel() + " " + new String(message.payload(), StandardCharsets.UTF_8))
                .containsExactly("__keyspace@0__:l rpush", "__keyevent@0__:rpush l");
        want("l");
        redis.run("RPUSH l 1");
        assertThat(Objects.requireNonNull(redis.last).messages()).isEmpty();
    }

    @Test
    void aTransactionTellsAfterwardsInOrder() {
        want("EA");
        redis.run("MULTI");
        redis.run("RPUSH l 1");
        redis.run("PUBLISH __keyevent@0__:mine x");
        redis.run("LPOP l");
        assertThat(told("EXEC")).containsExactly("rpush l", "mine x", "lpop l", "del l");
    }
}
