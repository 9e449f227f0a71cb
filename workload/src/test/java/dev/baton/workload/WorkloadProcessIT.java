package dev.baton.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.workload.Verdict.Promise;
import dev.baton.workload.Violation.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class WorkloadProcessIT {
    @TempDir
    Path directory = Path.of("");

    @Test
    void aHealthyRunIsJudgedGoodAndATamperedOneBad() throws Exception {
        try (RedisServer redis = new RedisServer(directory)) {
            Path history = directory.resolve("history.jsonl");

            Summary summary = runUntilAcknowledged(redis, history, 500);
            assertThat(summary.acked()).isGreaterThanOrEqualTo(500);
            assertThat(summary.reads()).isPositive();
            assertThat(check(redis, history).violations()).isEmpty();

            Operation lost = History.read(history).stream()
                    .filter(operation -> operation.appends() && operation.outcome() == Outcome.OK)
                    .findFirst()
                    .orElseThrow();
            try (Jedis jedis =
                    new Jedis(redis.endpoint().host(), redis.endpoint().port())) {
                assertThat(jedis.lrem(lost.key(), 1, lost.value())).isEqualTo(1);
            }
            assertThat(check(redis, history).violationsOf(Rule.ACKNOWLEDGED_IS_KEPT))
                    .singleElement()
                    .satisfies(violation -> assertThat(violation.operations()).containsExactly(lost));
        }
    }

    @Test
    void aServerKilledUnderwayIsFoundAgainAndItsSilenceIsAGap() throws Exception {
        try (RedisServer redis = new RedisServer(directory)) {
            Path history = directory.resolve("history.jsonl");
            Summary summary;
            try (Workload workload = Workload.start(settings(redis, history))) {
                await().until(() -> workload.progress().acked() > 100);
                redis.close();
                await().until(() -> workload.progress().refused() > 10);
                long before = workload.progress().acked();
                redis.restart();
                await().until(() -> workload.progress().acked() > before + 100);
                summary = workload.stop();
            }
            assertThat(summary.longestGapMillis()).isPositive();
            // appendfsync everysec writes each command before it replies, so a killed process loses nothing.
            assertThat(check(redis, history).violations()).isEmpty();
        }
    }

    @Test
    void theProgramRunsChecksAndSaysSoInJson() throws Exception {
        try (RedisServer redis = new RedisServer(directory)) {
            String history = directory.resolve("history.jsonl").toString();
            List<String> lines = linesOf(
                    0,
                    "run",
                    "--leader",
                    redis.endpoint().toString(),
                    "--followers",
                    redis.endpoint().toString(),
                    "--clients",
                    "3",
                    "--rate",
                    "300",
                    "--duration-s",
                    "1.5",
                    "--register-clients",
                    "3",
                    "--registers",
                    "2",
                    "--history",
                    history,
                    "--check");
            assertThat(lines.getFirst()).contains("\"acked\":").contains("\"longest_gap_ms\":");
            assertThat(lines.getLast())
                    .contains("\"holds\":true")
                    .contains("\"leaders\":[")
                    .contains("\"append-set: ")
                    .contains("\"linearizability: ")
                    .contains("\"registers\":{\"registers\":2");
            assertThat(History.read(Path.of(history))).anyMatch(Operation::sets).anyMatch(Operation::gets);
            assertThat(linesOf(
                                    1,
                                    "check",
                                    "--leader",
                                    redis.endpoint().toString(),
                                    "--history",
                                    withAForgottenSet(Path.of(history)).toString())
                            .getLast())
                    .contains("\"holds\":false")
                    .contains("LINEARIZABLE");

            String key = History.read(Path.of(history)).getFirst().key();
            try (Jedis jedis =
                    new Jedis(redis.endpoint().host(), redis.endpoint().port())) {
                jedis.del(key);
            }
            assertThat(linesOf(1, "check", "--leader", redis.endpoint().toString(), "--history", history)
                            .getLast())
                    .contains("\"holds\":false")
                    .contains("ACKNOWLEDGED_IS_KEPT");
        }
    }

    /** As if a GET had found nothing in a register that had been set and read before. */
    private Path withAForgottenSet(Path history) throws IOException {
        List<Operation> operations = History.read(history);
        Operation last = operations.stream()
                .filter(operation ->
                        operation.gets() && operation.outcome() == Outcome.OK && operation.result() != null)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        Path tampered = directory.resolve("tampered.jsonl");
        try (HistoryWriter writer = new HistoryWriter(tampered)) {
            for (Operation operation : operations) {
                writer.record(
                        operation != last
                                ? operation
                                : new Operation(
                                        last.client(),
                                        last.id(),
                                        last.op(),
                                        last.key(),
                                        null,
                                        last.callNanos(),
                                        last.returnNanos(),
                                        last.outcome(),
                                        null));
            }
        }
        return tampered;
    }

    private static Summary runUntilAcknowledged(RedisServer redis, Path history, long writes) throws Exception {
        try (Workload workload = Workload.start(settings(redis, history))) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> workload.progress().acked() >= writes);
            return workload.stop();
        }
    }

    private static WorkloadSettings settings(RedisServer redis, Path history) {
        Route route = Route.to(redis.endpoint());
        return WorkloadSettings.writingTo(route, history)
                .with(4, 2, Duration.ofMillis(5))
                .readingFrom(route, 1);
    }

    private static Verdict check(RedisServer redis, Path history) throws Exception {
        return Check.check(
                history, Route.to(redis.endpoint()), Access.open(), Promise.NOTHING_LOST, Duration.ofSeconds(20));
    }

    private static List<String> linesOf(int exitCode, String... arguments) {
        PrintStream stdout = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.commandLine().execute(arguments)).isEqualTo(exitCode);
        } finally {
            System.setOut(stdout);
        }
        return captured.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
