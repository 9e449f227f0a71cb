package dev.baton.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** INFO, SLOWLOG, LATENCY, MEMORY, and what is refused. */
class ServerCommandsTest {
    private final Shell redis = new Shell();

    private void check(String line, String reply) {
        assertThat(redis.run(line)).as(line).isEqualTo(reply);
    }

    @Test
    void infoHasTheSectionsThatAreAskedFor() {
        redis.run("SET k v");
        assertThat(redis.run("INFO"))
                .contains("# Server", "# Errorstats", "# Cluster", "# Keyspace db0:keys=1,expires=0,avg_ttl=0")
                .doesNotContain("# Commandstats", "# Latencystats");
        assertThat(redis.run("INFO everything")).contains("# Commandstats", "# Latencystats", "# Server");
        assertThat(redis.run("INFO all")).contains("# Commandstats", "# Latencystats", "# Server");
        assertThat(redis.run("INFO keyspace SERVER"))
                .contains("# Keyspace", "# Server")
                .doesNotContain("# Cluster");
        assertThat(redis.run("INFO default commandstats"))
                .contains("# Commandstats", "# Cluster")
                .doesNotContain("# Latencystats");
        check("INFO nosuch", "$0");
    }

    @Test
    void commandsAreCountedEachByItself() {
        redis.run("SET k v");
        redis.run("GET k");
        redis.run("GET absent");
        redis.run("GET");
        redis.run("LPUSH k x");
        redis.run("CONFIG GET x");
        redis.run("MULTI");
        redis.run("GET k");
        redis.run("EXEC");
        String info = redis.run("INFO everything");
        assertThat(info)
                .containsPattern(
                        "cmdstat_get:calls=3,usec=\\d+,usec_per_call=\\d+\\.\\d\\d,rejected_calls=1,failed_calls=0")
                .containsPattern(
                        "cmdstat_lpush:calls=1,usec=\\d+,usec_per_call=\\d+\\.\\d\\d,rejected_calls=0,failed_calls=1")
                .contains("cmdstat_config|get:calls=1", "cmdstat_exec:calls=1", "cmdstat_multi:calls=1")
                .containsPattern("latency_percentiles_usec_get:p50=\\d+\\.\\d{3},p99=\\d+\\.\\d{3},p99.9=\\d+\\.\\d{3}")
                .contains("errorstat_ERR:count=1", "errorstat_WRONGTYPE:count=1");
        assertThat(redis.server.statistics.hits()).isEqualTo(2);
        assertThat(redis.server.statistics.misses()).isEqualTo(1);
        assertThat(redis.server.statistics.errorReplies()).isEqualTo(2);
    }

    @Test
    void theSlowLogKeepsTheNewestAndCutsThem() {
        check("SLOWLOG LEN", ":0");
        redis.run("CONFIG SET slowlog-log-slower-than 0 slowlog-max-len 2");
        redis.run("SET k " + "v".repeat(200));
        redis.run("AUTH secret");
        redis.run("GET k");
        String slow = redis.run("SLOWLOG GET");
        assertThat(slow).startsWith("*2 *6 :2 :1000 :").contains("*2 $3 GET $1 k $15 127.0.0.1:50000 $0");
        assertThat(slow)
                .contains("$147 " + "v".repeat(128) + "... (72 more bytes)")
                .doesNotContain("secret");
        check("SLOWLOG GET -2", "-ERR count should be greater than or equal to -1");
        check("SLOWLOG GET x", "-ERR count should be greater than or equal to -1");
        redis.run("CONFIG SET slowlog-log-slower-than -1");
        assertThat(redis.run("SLOWLOG GET 1")).startsWith("*1 *6");
        assertThat(redis.run("SLOWLOG GET -1")).startsWith("*2 *6");
        check("SLOWLOG RESET", "+OK");
        check("SLOWLOG LEN", ":0");
    }

    @Test
    void manyArgumentsAreCutInTheSlowLog() {
        redis.run("CONFIG SET slowlog-log-slower-than 0");
        redis.run("DEL" + " k".repeat(40));
        assertThat(redis.run("SLOWLOG GET 1")).contains("*32 $3 DEL").contains("... (10 more arguments)");
    }

    @Test
    void latencyKeepsWhatTookLong() {
        LatencyMonitor latency = redis.executor.latency();
        assertThat(latency.concerns(Long.MAX_VALUE)).isFalse();
        redis.run("CONFIG SET latency-monitor-threshold 60000");
        assertThat(latency.concerns(59_999_999_999L)).isFalse();
        assertThat(latency.concerns(60_000_000_000L)).isTrue();
        latency.add("command", 5_000, 90_000_000_000L);
        latency.add("command", 5_900, 70_000_000_000L);
        latency.add("command", 6_000, 80_000_000_000L);
        check("LATENCY LATEST", "*1 *4 $7 command :6 :80000 :90000");
        check("LATENCY HISTORY command", "*2 *2 :5 :90000 *2 :6 :80000");
        check("LATENCY HISTORY nosuch", "*0");
        assertThat(redis.run("LATENCY GRAPH command")).contains("high 90000 ms");
        check("LATENCY GRAPH nosuch", "-ERR No samples available for event 'nosuch'");
        assertThat(redis.run("LATENCY DOCTOR")).contains("command: 2 samples, the longest of 90000 ms");
        check("LATENCY RESET nosuch command", ":1");
        check("LATENCY RESET", ":0");
        redis.run("GET k");
        assertThat(redis.run("LATENCY HISTOGRAM get nosuch"))
                .matches("\\*2 \\$3 get \\*4 \\$5 calls :1 \\$14 histogram_usec \\*2 :\\d+ :1");
    }

    @Test
    void durationsAreToldByPowersOfTwo() {
        Durations durations = new Durations();
        for (int micros : new int[] {1, 3, 3, 100}) {
            durations.add(micros * 1000L);
        }
        assertThat(durations.upTo())
                .containsExactly(
                        java.util.Map.entry(1L, 1L), java.util.Map.entry(4L, 3L), java.util.Map.entry(131L, 4L));
        assertThat(durations.percentile(50)).isBetween(3_000L, 3_800L);
        assertThat(durations.percentile(99.9)).isBetween(100_000L, 125_000L);
    }

    @Test
    void memory() {
        redis.run("SET k v");
        assertThat(redis.run("MEMORY USAGE k")).startsWith(":").isNotEqualTo(":0");
        check("MEMORY USAGE absent", "$-1");
        check("MEMORY USAGE k SAMPLES", "-ERR syntax error");
        check("MEMORY PURGE", "+OK");
        assertThat(redis.run("MEMORY STATS")).contains("$10 keys.count :1");
        assertThat(redis.run("MEMORY DOCTOR")).contains("There is no bound");
        assertThat(redis.run("MEMORY MALLOC-STATS")).contains("heap");
        assertThat(redis.run("MEMORY HELP")).contains("USAGE");
    }

    @Test
    void whatTheOperatorDoesIsRefusedWithTheWayToDoIt() {
        for (String line : new String[] {"REPLICAOF NO ONE", "SLAVEOF a 1", "FAILOVER"}) {
            assertThat(redis.run(line)).as(line).startsWith("-ERR ").contains("kubectl annotate rdb");
        }
        assertThat(redis.run("SHUTDOWN NOSAVE")).contains("kubectl delete pod");
        for (String line : new String[] {
            "SAVE", "BGSAVE", "BGREWRITEAOF", "SWAPDB 0 1", "DEBUG SLEEP 1", "DEBUG JMAP", "WAITAOF 1 1 0"
        }) {
            assertThat(redis.run(line)).as(line).startsWith("-ERR ").doesNotContain("unknown");
        }
        check("FUNCTION FLUSH ASYNC", "+OK");
        check("FUNCTION FLUSH x", "-ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
        check("FUNCTION LIST", "-ERR unknown subcommand 'LIST'. Try FUNCTION HELP.");
        check("LASTSAVE", ":5");
        assertThat(redis.run("LOLWUT")).contains("Baton");
    }

    @Test
    void whatRedisHasAndWeDoNotIsUnknown() {
        for (String line :
                new String[] {"XADD s * a 1", "EVAL x 0", "GEOADD g 1 1 a", "PFADD p a", "CLUSTER INFO", "SCRIPT LOAD x"
                }) {
            String name = line.substring(0, line.indexOf(' '));
            assertThat(redis.run(line)).startsWith("-ERR unknown command '" + name + "', with args beginning with: '");
        }
    }

    @Test
    void aSubcommandIsRefusedByItsOwnName() {
        check("CONFIG", "-ERR wrong number of arguments for 'config' command");
        check("CONFIG SET a", "-ERR wrong number of arguments for 'config|set' command");
        check("CONFIG NOSUCH a", "-ERR unknown subcommand 'NOSUCH'. Try CONFIG HELP.");
        redis.run("MULTI");
        check("CONFIG NOSUCH a", "-ERR unknown subcommand 'NOSUCH'. Try CONFIG HELP.");
        check("EXEC", "-EXECABORT Transaction discarded because of previous errors.");
        assertThat(Objects.requireNonNull(
                                redis.executor.find("config".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                        .isWrite())
                .isFalse();
    }

    @Test
    void ratesAreOfTheLastSamples() {
        Rate rate = new Rate();
        rate.sample(1_000_000_000L, 0);
        rate.sample(1_050_000_000L, 90);
        assertThat(rate.perSecond()).isZero();
        rate.sample(2_000_000_000L, 100);
        assertThat(rate.perSecond()).isEqualTo(100);
        rate.sample(3_000_000_000L, 0);
        assertThat(rate.perSecond()).as("it was reset").isZero();
    }
}
