package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.keyspace.EvictionPolicy;
import dev.baton.node.settings.OutputLimits;
import dev.baton.node.settings.Setting;
import dev.baton.node.settings.Settings;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfigCommandTest {
    private static final String FAILED = "-ERR CONFIG SET failed (possibly related to argument '";

    private final Shell redis = new Shell();

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    @Test
    void getTakesManyPatternsAndTellsNothingTwice() {
        check(
                "CONFIG GET maxmem* MAXMEMORY-s*",
                "*6 $17 maxmemory-samples $1 5 $9 maxmemory $1 0 $16 maxmemory-policy $10 noeviction");
        check("CONFIG GET hash-max-ziplist-value", "*2 $22 hash-max-ziplist-value $2 64");
        check("CONFIG GET nosuch", "*0");
        check("CONFIG GET", "-ERR wrong number of arguments for 'config|get' command");
        redis.run("HELLO 3");
        check("CONFIG GET timeout", "%1 $7 timeout $1 0");
    }

    @Test
    void setChangesAllOrNothing() {
        check("CONFIG SET maxmemory 1mb TIMEOUT 7", "+OK");
        check("CONFIG GET maxmemory timeout", "*4 $9 maxmemory $7 1048576 $7 timeout $1 7");
        check(
                "CONFIG SET timeout 8 maxmemory-samples 0",
                FAILED + "maxmemory-samples') - argument must be between 1 and 64 inclusive");
        check("CONFIG SET timeout 8 nosuch 1", "-ERR Unknown option or number of arguments for CONFIG SET - 'nosuch'");
        check("CONFIG SET timeout 8 timeout 9", FAILED + "timeout') - duplicate parameter");
        check("CONFIG SET timeout 8 maxmemory", "-ERR syntax error");
        check("CONFIG GET timeout", "*2 $7 timeout $1 7");
        check("CONFIG SET hash-max-ziplist-value 9", "+OK");
        check("CONFIG GET hash-max-listpack-value", "*2 $23 hash-max-listpack-value $1 9");
    }

    @Test
    void valuesAreChecked() {
        check("CONFIG SET maxmemory abc", FAILED + "maxmemory') - argument must be a memory value");
        check(
                "CONFIG SET maxmemory-samples x",
                FAILED + "maxmemory-samples') - argument couldn't be parsed into an integer");
        check(
                "CONFIG SET lazyfree-lazy-expire maybe",
                FAILED + "lazyfree-lazy-expire') - argument must be 'yes' or 'no'");
        check(
                "CONFIG SET maxmemory-policy foo",
                FAILED
                        + "maxmemory-policy') - argument(s) must be one of the following: volatile-lru, volatile-lfu, volatile-random,"
                        + " volatile-ttl, allkeys-lru, allkeys-lfu, allkeys-random, noeviction");
        check("CONFIG SET maxmemory-policy ALLKEYS-LRU", "+OK");
        assertThat(redis.server.settings.policy()).isEqualTo(EvictionPolicy.ALLKEYS_LRU);
        check(
                "CONFIG SET notify-keyspace-events KX",
                FAILED + "notify-keyspace-events') - Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
        check("CONFIG SET notify-keyspace-events gKE$xlzhsetd", "+OK");
        check("CONFIG GET notify-keyspace-events", "*2 $22 notify-keyspace-events $3 AKE");
        redis.run(words("CONFIG", "SET", "client-output-buffer-limit", "replica 1 2 3 normal 1kb 0 0"));
        assertThat(OutputLimits.of(redis.server.settings.outputLimits))
                .containsEntry("normal", new OutputLimits.Limit(1024, 0, 0))
                .containsEntry("slave", new OutputLimits.Limit(1, 2, 3))
                .containsEntry("pubsub", new OutputLimits.Limit(33_554_432, 8_388_608, 60));
        check(
                "CONFIG SET client-output-buffer-limit normal",
                FAILED + "client-output-buffer-limit') - Wrong number of arguments in buffer limit configuration.");
    }

    @Test
    void whatTheResourceFixesNamesTheFieldToChange() {
        assertThat(redis.run("CONFIG SET requirepass x"))
                .startsWith(
                        FAILED
                                + "requirepass') - can't set immutable config: change the key password of the Secret in spec.auth.secretRef");
        assertThat(redis.run("CONFIG SET appendfsync no")).contains("spec.replication.acknowledge");
        check("CONFIG GET requirepass", "*2 $11 requirepass $0");
        assertThat(redis.run("CONFIG REWRITE")).startsWith("-ERR There is no config file to rewrite");
    }

    @Test
    void theMemoryOfThePodCantBeExceeded() throws Exception {
        Settings settings =
                new Settings(new Settings.Start(1000, EvictionPolicy.NOEVICTION, 10, 6379, "127.0.0.1", "/data"));
        Setting maxMemory = Objects.requireNonNull(settings.find("maxmemory"));
        maxMemory.change("999").run();
        assertThat(settings.maxMemory.number()).isEqualTo(999);
        for (String tooMuch : new String[] {"1001", "0"}) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> maxMemory.change(tooMuch))
                    .hasMessageContaining("between 1 and 1000");
        }
    }

    @Test
    void resetStatForgetsWhatWasCounted() {
        redis.run("GET k");
        redis.run("NOSUCH");
        assertThat(redis.run("INFO everything")).contains("cmdstat_get:calls=1").contains("errorstat_ERR:count=1");
        check("CONFIG RESETSTAT", "+OK");
        assertThat(redis.run("INFO everything")).doesNotContain("cmdstat_get").doesNotContain("errorstat_");
    }

    private static byte[][] words(String... words) {
        byte[][] request = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            request[i] = words[i].getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        return request;
    }
}
