package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.Bytes;
import dev.baton.node.keyspace.Entry;
import dev.baton.node.keyspace.Keyspace;
import dev.baton.node.keyspace.KeyspaceProbe;
import dev.baton.node.keyspace.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes when memory is used up. */
class EvictionTest {
    private static final String OOM = "-OOM command not allowed when used memory > 'maxmemory'.";
    private static final int KEYS = 200;

    private final Shell redis = new Shell();

    @BeforeEach
    void lookAtManyKeys() {
        redis.run("CONFIG SET maxmemory-samples 64"); // so that chance hardly matters
    }

    private void fill(String suffix) {
        for (int i = 0; i < KEYS; i++) {
            redis.run("SET k" + i + " value" + suffix);
        }
    }

    /** No more than what is used now, and this policy. */
    private void bound(String policy) {
        redis.run("CONFIG SET maxmemory-policy " + policy);
        redis.run("CONFIG SET maxmemory " + redis.keyspace.usedBytes());
    }

    private void write(int keys) {
        for (int i = 0; i < keys; i++) {
            assertThat(redis.run("SET new" + i + " value")).isEqualTo("+OK");
        }
    }

    /** How many of the first keys there are from one to another. */
    private int left(int from, int to) {
        int left = 0;
        for (int i = from; i < to; i++) {
            left += redis.run("EXISTS k" + i).equals(":1") ? 1 : 0;
        }
        return left;
    }

    @Test
    void underNoevictionNothingGoesAndWritesThatNeedMemoryAreRefused() {
        fill("");
        bound("noeviction");
        redis.run("CONFIG SET maxmemory " + (redis.keyspace.usedBytes() - 1));
        assertThat(redis.run("SET more v")).isEqualTo(OOM);
        assertThat(redis.run("GET k1")).isEqualTo("$5 value");
        redis.run("MULTI");
        assertThat(redis.run("SET more v")).isEqualTo(OOM);
        assertThat(redis.run("EXEC")).startsWith("-EXECABORT");
        assertThat(left(0, KEYS)).isEqualTo(KEYS);
        assertThat(redis.run("DEL k1 k2")).isEqualTo(":2");
        assertThat(redis.run("SET k1 v")).isEqualTo("+OK");
        assertThat(redis.keyspace.evictedKeys()).isZero();
    }

    @Test
    void aTransactionQueuedWhileThereWasRoomIsDiscardedWhole() {
        fill("");
        redis.run("MULTI");
        redis.run("SET more v");
        redis.another().run("CONFIG SET maxmemory 1");
        assertThat(redis.run("EXEC")).isEqualTo("-EXECABORT Transaction discarded because of: " + OOM.substring(1));
        assertThat(redis.run("EXISTS more")).isEqualTo(":0");
    }

    @Test
    void whatIsIdleLongestGoesFirst() {
        fill("");
        redis.now += 100_000;
        for (int i = 100; i < KEYS; i++) {
            redis.run("GET k" + i);
        }
        redis.run("EXISTS k0");
        redis.run("TTL k0");
        redis.run("TYPE k0");
        assertThat(redis.keyspace.idleSeconds(entry("k0")))
                .as("asking about it is no use of it")
                .isEqualTo(100);
        bound("allkeys-lru");
        write(80);
        assertThat(left(100, KEYS)).isGreaterThanOrEqualTo(97);
        assertThat(left(0, 100)).isLessThan(31);
        assertThat(redis.keyspace.usedBytes()).isLessThanOrEqualTo(redis.server.maxMemory() + 200);
    }

    @Test
    void whatIsUsedLeastGoesFirst() {
        redis.run("CONFIG SET maxmemory-policy allkeys-lfu lfu-log-factor 0");
        fill("");
        for (int round = 0; round < 5; round++) {
            for (int i = 100; i < KEYS; i++) {
                redis.run("GET k" + i);
            }
        }
        assertThat(redis.keyspace.useCount(entry("k0"))).isEqualTo(5);
        assertThat(redis.keyspace.useCount(entry("k100"))).isEqualTo(10);
        bound("allkeys-lfu");
        write(80);
        assertThat(left(100, KEYS)).isGreaterThanOrEqualTo(97);
        redis.now += 3 * 60_000;
        redis.run("EXISTS k199");
        assertThat(redis.keyspace.useCount(entry("k199")))
                .as("minutes of rest count down")
                .isEqualTo(7);
    }

    @Test
    void theCountOfUsesGrowsBySmallerChancesTheGreaterItIs() {
        redis.run("CONFIG SET maxmemory-policy allkeys-lfu");
        redis.run("SET k v");
        for (int i = 0; i < 10_000; i++) {
            redis.run("GET k");
        }
        assertThat(redis.keyspace.useCount(entry("k"))).isBetween(20, 90);
    }

    @Test
    void whatExpiresFirstGoesFirst() {
        fill("");
        for (int i = 0; i < KEYS; i++) {
            redis.run("EXPIRE k" + i + " " + (1000 + i));
        }
        bound("volatile-ttl");
        write(80);
        assertThat(left(100, KEYS)).isGreaterThanOrEqualTo(97);
        assertThat(left(0, 100)).isLessThan(31);
    }

    @ParameterizedTest
    @ValueSource(strings = {"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"})
    void onlyKeysThatExpireGoAndThenWritesAreRefused(String policy) {
        fill("");
        for (int i = 0; i < 50; i++) {
            redis.run("EXPIRE k" + i + " 1000");
        }
        bound(policy);
        int written = 0;
        while (written < 1000 && redis.run("SET new" + written + " value").equals("+OK")) {
            written++;
        }
        assertThat(redis.run("SET one-more v")).isEqualTo(OOM);
        assertThat(written).isBetween(40, 60);
        assertThat(left(0, 50)).isZero();
        assertThat(left(50, KEYS)).isEqualTo(150);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-random", "volatile-random"})
    void anyKeyMayGo(String policy) {
        fill("");
        for (int i = 0; i < KEYS; i++) {
            redis.run("EXPIRE k" + i + " 1000");
        }
        bound(policy);
        write(80);
        int first = left(0, 100);
        int second = left(100, KEYS);
        assertThat(first).isLessThan(100);
        assertThat(second).isLessThan(100);
        assertThat(redis.keyspace.evictedKeys()).isGreaterThanOrEqualTo(60);
        assertThat(redis.run("MEMORY STATS")).contains("$12 evicted_keys :" + redis.keyspace.evictedKeys());
    }

    @Test
    void theOneKeyThatMayGoIsFoundAmongMany() {
        for (int i = 0; i < 20_000; i++) {
            redis.run("SET k" + i + " value");
        }
        redis.run("EXPIRE k777 1000");
        bound("volatile-lru");
        redis.run("CONFIG SET maxmemory " + (redis.keyspace.usedBytes() - 1));
        for (int i = 0; i < 4 && redis.keyspace.evictedKeys() == 0; i++) {
            redis.run("SET k0 value");
        }
        assertThat(redis.run("EXISTS k777")).isEqualTo(":0");
        assertThat(redis.keyspace.evictedKeys()).isOne();
    }

    @Test
    void aLongValueTakesTheRoomOfManyAndNeverMuchMoreThanThereIs() {
        for (int i = 0; i < 5_000; i++) {
            redis.run("SET k" + i + " value");
        }
        bound("allkeys-random");
        long most = redis.server.maxMemory();
        String value = "v".repeat(60_000);
        for (int i = 0; i < 40; i++) {
            redis.run("SET long" + i + " " + value);
            assertThat(redis.keyspace.usedBytes()).isLessThan(most + most / 16 + 2 * value.length());
        }
    }

    @Test
    void whatIsEvictedIsDeletedByTheLog() {
        fill("");
        bound("allkeys-lru");
        write(100);
        redis.run("LPUSH k1 x"); // a command that is refused after keys went for it
        redis.run("MULTI");
        redis.run("SET in-exec value");
        redis.run("EXEC");
        Keyspace follower = new Keyspace();
        redis.log.forEach(appended -> follower.apply(appended.effect(), appended.endOffset()));
        assertThat(KeyspaceProbe.contents(follower)).isEqualTo(KeyspaceProbe.contents(redis.keyspace));
        assertThat(follower.usedBytes()).isEqualTo(redis.keyspace.usedBytes());
        assertThat(redis.keyspace.evictedKeys()).isGreaterThan(50);
        assertThat(follower.evictedKeys()).isZero();
    }

    @Test
    void aFollowerRefusesWritesAsAFollowerWhateverItsMemory() {
        fill("");
        redis.run("CONFIG SET maxmemory 1 maxmemory-policy allkeys-lru");
        redis.server.refusesWrites = ServerState.READONLY;
        assertThat(redis.run("SET a b")).startsWith("-READONLY");
        assertThat(left(0, KEYS)).isEqualTo(KEYS);
    }

    @Test
    void withNobodyAskingMemoryComesBackUnderItsBound() {
        fill("");
        redis.run("CONFIG SET maxmemory-policy allkeys-lru maxmemory 1000");
        assertThat(redis.executor.memory().isExceeded()).isTrue();
        for (int tick = 0; tick < 10 && redis.executor.memory().isExceeded(); tick++) {
            Transaction transaction = redis.keyspace.begin(redis.now);
            redis.executor.memory().evictSome(transaction);
            transaction.stamp(redis.keyspace.lastOffset() + 1);
        }
        assertThat(redis.keyspace.usedBytes()).isLessThanOrEqualTo(1000);
    }

    @Test
    void objectTellsOfTheUseThatThePolicyGoesBy() {
        redis.run("SET k v");
        redis.now += 7_000;
        assertThat(redis.run("OBJECT IDLETIME k")).isEqualTo(":7");
        assertThat(redis.run("OBJECT IDLETIME k")).as("asking is no use").isEqualTo(":7");
        assertThat(redis.run("OBJECT FREQ k")).startsWith("-ERR An LFU maxmemory policy is not selected");
        redis.run("GET k");
        assertThat(redis.run("OBJECT IDLETIME k")).isEqualTo(":0");
        redis.run("CONFIG SET maxmemory-policy volatile-lfu");
        redis.run("SET j v");
        assertThat(redis.run("OBJECT FREQ j")).isEqualTo(":5");
        assertThat(redis.run("OBJECT IDLETIME j")).startsWith("-ERR An LFU maxmemory policy is selected");
    }

    @Test
    void whoListensHearsWhatWasEvicted() {
        redis.run("CONFIG SET notify-keyspace-events Ee");
        redis.run("SET k v");
        bound("allkeys-lru");
        redis.run("CONFIG SET maxmemory " + (redis.keyspace.usedBytes() - 1));
        redis.run("SET j v");
        assertThat(Objects.requireNonNull(redis.last).messages())
                .extracting(message -> message.channel() + " " + new String(message.payload(), StandardCharsets.UTF_8))
                .containsExactly("__keyevent@0__:evicted k");
    }

    @Test
    void aFewWordsThatAskForMuchMemoryAreRefused() {
        redis.run("CONFIG SET maxmemory 20mb");
        assertThat(redis.run("SETBIT b 200000000 1")).isEqualTo(OOM);
        redis.run("CONFIG SET maxmemory-policy allkeys-lru");
        assertThat(redis.run("SETBIT b 200000000 1")).isEqualTo(OOM);
        assertThat(redis.run("SETBIT b 80000000 1")).isEqualTo(":0");
    }

    private Entry entry(String key) {
        return Objects.requireNonNull(redis.keyspace.peek(Bytes.of(key)));
    }
}
