package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.OpReader;
import dev.baton.protocol.Epoch;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Replies as Redis 7.0 gives them, family by family. */
class CommandsTest {
    private final Shell redis = new Shell();

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    @Test
    void connection() {
        check("PING", "+PONG");
        check("ping hi", "$2 hi");
        check("PING a b", "-ERR wrong number of arguments for 'ping' command");
        check("ECHO x", "$1 x");
        check("SELECT 0", "+OK");
        check("SELECT 1", "-ERR DB index is out of range");
        check("SELECT 2147483648", "-ERR value is out of range, value must between -2147483648 and 2147483647");
        check("SELECT x", "-ERR value is not an integer or out of range");
        check("nosuch a b", "-ERR unknown command 'nosuch', with args beginning with: 'a' 'b'");
        check("nosuch a\0b x\nz", "-ERR unknown command 'nosuch', with args beginning with: 'a' 'x z'");
        check(
                "nosuch " + "a".repeat(100) + " " + "b".repeat(100) + " c",
                "-ERR unknown command 'nosuch', with args beginning with: '" + "a".repeat(100) + "' '" + "b".repeat(25)
                        + "'");
        check("GET", "-ERR wrong number of arguments for 'get' command");
        check("EXEC x", "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command");
        check("CLIENT SETNAME me", "+OK");
        check("CLIENT GETNAME", "$2 me");
        check("CLIENT ID", ":1");
        check("CLIENT SETINFO LIB-NAME jedis", "+OK");
        check("CLIENT NOSUCH", "-ERR unknown subcommand 'NOSUCH'. Try CLIENT HELP.");
        assertThat(redis.run("CLIENT INFO")).contains("name=me").contains("lib-name=jedis");
        check("HELLO 4", "-NOPROTO unsupported protocol version");
        check("HELLO x", "-ERR Protocol version is not an integer or out of range");
        assertThat(redis.run("HELLO 3")).startsWith("%7 $6 server").contains("$5 proto :3");
        check("GET absent", "_");
        check("RESET", "+RESET");
        check("GET absent", "$-1");
        check("QUIT", "+OK");
        assertThat(Objects.requireNonNull(redis.last).closes()).isTrue();
    }

    @Test
    void authentication() {
        check(
                "AUTH x",
                "-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?");
        redis.server.password = "secret";
        redis.session.authenticated(false);
        check("GET k", "-NOAUTH Authentication required.");
        assertThat(redis.run("HELLO 3")).startsWith("-NOAUTH HELLO must be called");
        check("AUTH wrong", "-WRONGPASS invalid username-password pair or user is disabled.");
        check("AUTH someone secret", "-WRONGPASS invalid username-password pair or user is disabled.");
        check("AUTH default secret", "+OK");
        check("GET k", "$-1");
        check("RESET", "+RESET");
        check("GET k", "-NOAUTH Authentication required.");
        assertThat(redis.run("HELLO 2 AUTH default secret SETNAME me")).startsWith("*14 ");
        check("AUTH secret", "+OK");
    }

    @Test
    void stringsAndSetOptions() {
        check("SET k v", "+OK");
        check("GET k", "$1 v");
        check("SET k w NX", "$-1");
        check("SET k w XX GET", "$1 v");
        check("SET n v XX", "$-1");
        check("SET k w NX XX", "-ERR syntax error");
        check("SET k w EX 10 PX 10", "-ERR syntax error");
        check("SET k w EX", "-ERR syntax error");
        check("SET k w EX 0", "-ERR invalid expire time in 'set' command");
        check("SET k w EX x", "-ERR value is not an integer or out of range");
        check("SET k w EX 9223372036854775807", "-ERR invalid expire time in 'set' command");
        check("SET k w PX 9223372036854775807", "-ERR invalid expire time in 'set' command");
        check("SET k w EX 10", "+OK");
        check("TTL k", ":10");
        check("SET k x KEEPTTL", "+OK");
        check("PTTL k", ":10000");
        check("SET k x", "+OK");
        check("TTL k", ":-1");
        check("SETNX k y", ":0");
        check("SETNX m y", ":1");
        check("SETEX e 5 v", "+OK");
        check("SETEX e 0 v", "-ERR invalid expire time in 'setex' command");
        check("PSETEX e 5000 v", "+OK");
        check("TTL e", ":5");
        check("GETSET k z", "$1 x");
        check("GETDEL k", "$1 z");
        check("GETDEL k", "$-1");
        check("MSET a 1 b 2", "+OK");
        check("MSET a 1 b", "-ERR wrong number of arguments for 'mset' command");
        check("MGET a b c", "*3 $1 1 $1 2 $-1");
        check("MSETNX b 3 c 4", ":0");
        check("MSETNX c 3 d 4", ":1");
        check("GETEX a EX 7", "$1 1");
        check("TTL a", ":7");
        check("GETEX a PERSIST", "$1 1");
        check("TTL a", ":-1");
        check("GETEX a EX 7 x", "-ERR syntax error");
        check("GETEX a PXAT 1", "$1 1");
        check("EXISTS a", ":0");
        check("APPEND s Hello", ":5");
        check("APPEND s World", ":10");
        check("STRLEN s", ":10");
        check("GETRANGE s 0 4", "$5 Hello");
        check("GETRANGE s -5 -1", "$5 World");
        check("GETRANGE s 8 3", "$0");
        check("SETRANGE s 5 _w", ":10");
        check("GET s", "$10 Hello_wrld");
        check("SETRANGE z 2 x", ":3");
        check("SETRANGE none 2 \"\"", ":0");
        check("EXISTS none", ":0");
        check("SETRANGE s -1 x", "-ERR offset is out of range");
        check("SETRANGE s 536870912 x", "-ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        check("SETRANGE s 9223372036854775807 x", "-ERR string exceeds maximum allowed size (proto-max-bulk-len)");
    }

    @Test
    void counters() {
        check("INCR c", ":1");
        check("INCRBY c 41", ":42");
        check("DECR c", ":41");
        check("DECRBY c 1", ":40");
        check("SET c abc", "+OK");
        check("INCR c", "-ERR value is not an integer or out of range");
        check("SET c 9223372036854775807 EX 100", "+OK");
        check("INCR c", "-ERR increment or decrement would overflow");
        check("DECRBY c -9223372036854775808", "-ERR decrement would overflow");
        check("DECR c", ":9223372036854775806");
        check("TTL c", ":100");
        check("SET f 10.50", "+OK");
        check("INCRBYFLOAT f 0.1", "$4 10.6");
        check("INCRBYFLOAT f -5", "$3 5.6");
        check("SET f 5.0e3", "+OK");
        check("INCRBYFLOAT f 2.0e2", "$4 5200");
        check("INCRBYFLOAT f 1e-999999999", "-ERR value is not a valid float");
        check("INCRBYFLOAT f 1e999999999", "-ERR value is not a valid float");
        check("INCRBYFLOAT f inf", "-ERR increment would produce NaN or Infinity");
        check("INCRBYFLOAT f abc", "-ERR value is not a valid float");
    }

    @Test
    void keysAndExpiry() {
        redis.run("MSET a 1 b 2 c 3");
        check("EXISTS a a b x", ":3");
        check("TOUCH a x", ":1");
        check("TYPE a", "+string");
        check("TYPE x", "+none");
        check("EXPIRE a 100", ":1");
        check("TTL a", ":100");
        check("EXPIRE a 50 GT", ":0");
        check("EXPIRE a 200 GT", ":1");
        check("EXPIRE a 300 LT", ":0");
        check("EXPIRE a 10 NX", ":0");
        check("EXPIRE b 10 XX", ":0");
        check("EXPIRE b 10 GT", ":0");
        check("EXPIRE b 10 LT", ":1");
        check("EXPIRE a 1 NX XX", "-ERR NX and XX, GT or LT options at the same time are not compatible");
        check("EXPIRE a 1 GT LT", "-ERR GT and LT options at the same time are not compatible");
        check("EXPIRE a 1 ZZ", "-ERR Unsupported option ZZ");
        check("EXPIRE a 9223372036854775807", "-ERR invalid expire time in 'expire' command");
        check("EXPIRE x 10", ":0");
        check("TTL x", ":-2");
        check("TTL c", ":-1");
        check("EXPIREAT a 5000", ":1");
        check("EXPIRETIME a", ":5000");
        check("PEXPIRETIME a", ":5000000");
        check("PEXPIREAT a 5000001", ":1");
        check("PEXPIRETIME a", ":5000001");
        check("PERSIST a", ":1");
        check("PERSIST a", ":0");
        check("PEXPIRE c 10", ":1");
        redis.now += 11;
        check("GET c", "$-1");
        check("EXPIRE b -1", ":1");
        check("EXISTS b", ":0");
        check("RENAME a z", "+OK");
        check("RENAME a z", "-ERR no such key");
        check("GET z", "$1 1");
        check("SET y 2", "+OK");
        check("RENAMENX z y", ":0");
        check("RENAME y y", "+OK");
        check("DBSIZE", ":2");
        check("KEYS [yz]", redis.run("KEYS *"));
        assertThat(redis.run("SCAN 0 COUNT 100")).startsWith("*2 $1 0 *2 ");
        check("SCAN 0 MATCH z* TYPE string COUNT 1000", "*2 $1 0 *1 $1 z");
        check("SCAN 0 TYPE hash COUNT 1000", "*2 $1 0 *0");
        check("SCAN x", "-ERR invalid cursor");
        check("SCAN 0 COUNT 0", "-ERR syntax error");
        assertThat(redis.run("RANDOMKEY")).isIn("$1 y", "$1 z");
        check("DEL y z x", ":2");
        check("UNLINK y", ":0");
        check("RANDOMKEY", "$-1");
        redis.run("SET k v");
        check("FLUSHALL NOW", "-ERR syntax error");
        check("FLUSHALL ASYNC", "+OK");
        check("DBSIZE", ":0");
    }

    @Test
    void hashes() {
        check("HSET h a 1 b 2", ":2");
        check("HSET h a 3 c 4", ":1");
        check("HSET h a", "-ERR wrong number of arguments for 'hset' command");
        check("HSET h a 1 b", "-ERR wrong number of arguments for 'hset' command");
        check("HMSET h b 5", "+OK");
        check("HGET h a", "$1 3");
        check("HGET h x", "$-1");
        check("HMGET h a x b", "*3 $1 3 $-1 $1 5");
        check("HGETALL h", "*6 $1 a $1 3 $1 b $1 5 $1 c $1 4");
        check("HGETALL x", "*0");
        check("HKEYS h", "*3 $1 a $1 b $1 c");
        check("HVALS h", "*3 $1 3 $1 5 $1 4");
        check("HLEN h", ":3");
        check("HEXISTS h a", ":1");
        check("HSTRLEN h a", ":1");
        check("HSETNX h a 9", ":0");
        check("HSETNX h d 9", ":1");
        check("HINCRBY h d 1", ":10");
        check("HINCRBYFLOAT h d 0.5", "$4 10.5");
        check("HINCRBY h d 1", "-ERR hash value is not an integer");
        check("HDEL h a a x", ":1");
        check("HDEL h b c d", ":3");
        check("EXISTS h", ":0");
        redis.run("SET s v");
        check("HGET s a", "-WRONGTYPE Operation against a key holding the wrong kind of value");
        check("HSET s a 1", "-WRONGTYPE Operation against a key holding the wrong kind of value");
        redis.run("HSET h a 1");
        check("GET h", "-WRONGTYPE Operation against a key holding the wrong kind of value");
        check("INCR h", "-WRONGTYPE Operation against a key holding the wrong kind of value");
        check("SET h v GET", "-WRONGTYPE Operation against a key holding the wrong kind of value");
        check("MGET h s", "*2 $-1 $1 v");
        redis.run("HELLO 3");
        check("HGETALL h", "%1 $1 a $1 1");
    }

    @Test
    void lists() {
        check("RPUSH l a b c", ":3");
        check("LPUSH l x y", ":5");
        check("LRANGE l 0 -1", "*5 $1 y $1 x $1 a $1 b $1 c");
        check("LRANGE l 1 2", "*2 $1 x $1 a");
        check("LRANGE l -2 100", "*2 $1 b $1 c");
        check("LRANGE l 5 6", "*0");
        check("LLEN l", ":5");
        check("LINDEX l 0", "$1 y");
        check("LINDEX l -1", "$1 c");
        check("LINDEX l 9", "$-1");
        check("LPOP l", "$1 y");
        check("RPOP l 2", "*2 $1 c $1 b");
        check("LPOP l 0", "*0");
        check("LPOP l -1", "-ERR value is out of range, must be positive");
        check("LPOP l 10", "*2 $1 x $1 a");
        check("EXISTS l", ":0");
        check("LPOP l", "$-1");
        check("LPOP l 1", "*-1");
        check("LPUSHX l a", ":0");
        redis.run("SET s v");
        check("LPUSH s a", "-WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    @Test
    void multiIsOneEffect() {
        check("MULTI", "+OK");
        check("MULTI", "-ERR MULTI calls can not be nested");
        check("WATCH k", "-ERR WATCH inside MULTI is not allowed");
        check("SET a 1", "+QUEUED");
        check("INCR a", "+QUEUED");
        check("LPUSH a x", "+QUEUED");
        check("GET a", "+QUEUED");
        assertThat(redis.executor.isWrite(redis.session, new byte[][] {"EXEC".getBytes()}))
                .isTrue();
        assertThat(redis.log).isEmpty();
        check("EXEC", "*4 +OK :2 -WRONGTYPE Operation against a key holding the wrong kind of value $1 2");
        assertThat(redis.log).hasSize(1);
        assertThat(OpReader.ops(redis.log.getFirst().effect())).hasSize(2);
        check("EXEC", "-ERR EXEC without MULTI");
        check("DISCARD", "-ERR DISCARD without MULTI");
    }

    @Test
    void aMultiWithARefusedCommandIsDiscarded() {
        redis.run("MULTI");
        check("SET k v", "+QUEUED");
        check("NOSUCH", "-ERR unknown command 'NOSUCH', with args beginning with:");
        check("EXEC", "-EXECABORT Transaction discarded because of previous errors.");
        check("EXISTS k", ":0");
        redis.run("MULTI");
        redis.run("SET k v");
        redis.server.refusesWrites = ServerState.READONLY;
        check(
                "EXEC",
                "-EXECABORT Transaction discarded because of: READONLY You can't write against a read only replica.");
        check("DISCARD", "-ERR DISCARD without MULTI");
        check("EXISTS k", ":0");
    }

    @Test
    void execDoesNothingWhenAWatchedKeyHasChanged() {
        Shell other = redis.another();
        for (String change : List.of("SET w 2", "DEL w", "EXPIRE w 100", "FLUSHALL")) {
            redis.run("SET w 1");
            check("WATCH w", "+OK");
            other.run(change);
            redis.run("MULTI");
            redis.run("SET w mine");
            check("EXEC", "*-1");
        }
        check("WATCH absent", "+OK");
        other.run("SET absent 1");
        redis.run("MULTI");
        check("EXEC", "*-1");
        redis.run("WATCH gone");
        other.run("SET gone 1");
        other.run("DEL gone");
        redis.run("MULTI");
        check("EXEC", "*-1");
        redis.run("WATCH absent");
        other.run("SET absent 2");
        check("UNWATCH", "+OK");
        redis.run("MULTI");
        check("EXEC", "*0");
        redis.run("WATCH absent none");
        other.run("DEL none");
        redis.run("MULTI");
        redis.run("SET absent 3");
        check("EXEC", "*1 +OK");
    }

    @Test
    void execDoesNothingWhenAWatchedKeyHasExpired() {
        redis.run("SET w 1 PX 100");
        redis.run("SET gone 1 PX 50");
        redis.now += 60;
        check("WATCH w gone", "+OK");
        redis.run("MULTI");
        check("EXEC", "*0");
        check("WATCH w", "+OK");
        redis.now += 60;
        redis.run("MULTI");
        check("EXEC", "*-1");
    }

    @Test
    void whatNobodyWatchesAnyMoreIsForgotten() {
        Shell other = redis.another();
        redis.run("WATCH a b a");
        other.run("WATCH b c");
        assertThat(redis.keyspace.watched().size()).isEqualTo(3);
        redis.run("UNWATCH");
        assertThat(redis.keyspace.watched().size()).isEqualTo(2);
        other.session.ended();
        assertThat(redis.keyspace.watched().size()).isZero();
    }

    /** An asynchronous leader was deposed, its tail was discarded, and it leads again: another write may have the watched one's offset. */
    @Test
    void execDoesNothingWhenTheWatchedWriteWasDiscardedWithATail() {
        redis.run("SET w lost");
        check("WATCH w", "+OK");
        long end = redis.keyspace.lastOffset();
        redis.keyspace.clear();
        redis.run("SET w kept");
        assertThat(redis.keyspace.lastOffset()).isEqualTo(end);
        redis.run("MULTI");
        redis.run("SET w mine");
        check("EXEC", "*-1");
        check("GET w", "$4 kept");
    }

    @Test
    void waitCountsNobodyForAWriteThatWasDiscarded() {
        redis.server.role = new ServerState.Role.Leader(0, List.of());
        redis.server.followersHolding = 1;
        redis.run("SET k v");
        check("WAIT 1 0", ":1");
        redis.server.epoch = new Epoch(3);
        assertThat(redis.run("WAIT 1 0")).startsWith("-ERR the last write of this connection was discarded");
        redis.run("SET k v");
        check("WAIT 1 0", ":1");
    }

    @Test
    void aMemberThatMayNotWriteOrServeSaysSo() {
        redis.run("SET k v");
        redis.server.refusesWrites = ServerState.READONLY;
        check("SET k w", "-READONLY You can't write against a read only replica.");
        check("GET k", "$1 v");
        redis.server.refusesReads = ServerState.MASTERDOWN;
        check("GET k", "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
        check("PING", "+PONG");
        assertThat(redis.run("INFO")).contains("# Keyspace");
    }

    @Test
    void writesThatNeedMemoryAreRefusedWhenItIsUsedUp() {
        redis.run("SET k v");
        redis.run("CONFIG SET maxmemory 10");
        check("SET j v", "-OOM command not allowed when used memory > 'maxmemory'.");
        check("GET k", "$1 v");
        check("DEL k", ":1");
        check("SET j v", "+OK");
    }

    @Test
    void server() {
        check("ROLE", "*3 $6 master :77 *1 *3 $8 10.0.0.2 $4 6379 $2 70");
        redis.server.role = new ServerState.Role.Follower("10.0.0.1", 6379, "connected", 5);
        check("ROLE", "*5 $5 slave $8 10.0.0.1 :6379 $9 connected :5");
        assertThat(redis.run("WAIT 1 0")).startsWith("-ERR WAIT cannot be used with replica instances");
        redis.server.role = new ServerState.Role.Leader(0, List.of());
        redis.server.followersHolding = 1;
        redis.run("SET k v");
        check("WAIT 1 0", ":1");
        check("WAIT 2 100", "");
        assertThat(Objects.requireNonNull(redis.last).pendingWait())
                .isEqualTo(new Execution.PendingWait(redis.log.getLast().endOffset(), 2, 100));
        check("WAIT 2 9223372036854775807", "");
        assertThat(Objects.requireNonNull(redis.last).pendingWait())
                .as("no end rather than one long over")
                .isEqualTo(new Execution.PendingWait(redis.log.getLast().endOffset(), 2, 0));
        check("WAIT 2 -1", "-ERR timeout is negative");
        check("TIME", "*2 $4 1000 $1 0");
        assertThat(redis.run("INFO server")).contains("redis_version:7.0.0").doesNotContain("Keyspace");
        assertThat(redis.run("INFO keyspace")).contains("db0:keys=1,expires=0");
        check("COMMAND COUNT", ":" + new Commands().all().size());
    }

    @Test
    void aReplyWaitsForTheLastWriteOfTheKeysItLookedAt() {
        redis.run("SET a 1");
        long first = redis.log.getLast().endOffset();
        redis.run("SET b 1");
        redis.run("GET a");
        assertThat(Objects.requireNonNull(Objects.requireNonNull(redis.last).transaction())
                        .lookedAtOffset())
                .isEqualTo(first);
        redis.run("DEL b");
        long deleted = redis.log.getLast().endOffset();
        redis.run("SET c 1");
        redis.run("GET b");
        assertThat(Objects.requireNonNull(Objects.requireNonNull(redis.last).transaction())
                        .lookedAtOffset())
                .isEqualTo(deleted);
        redis.run("LPUSH a x");
        assertThat(Objects.requireNonNull(Objects.requireNonNull(redis.last).transaction())
                        .lookedAtOffset())
                .isEqualTo(first);
    }
}
