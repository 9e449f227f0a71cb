package dev.baton.e2e.kind;

import dev.baton.bench.Row;
import dev.baton.bench.Row.Direction;
import dev.baton.bench.Samples;
import dev.baton.crds.status.FailoverReport;
import dev.baton.workload.Served;
import dev.baton.workload.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How long writers wait when something happens to a database: what {@code bin/bench failover} runs. Four clients write through the
 * leader's Service, each every 5 ms, with time-outs of 500 ms, from a node that nothing happens to. A round's gap is the longest time
 * between two acknowledged writes; what the clients wrote is read back and checked at the end of each case.
 *
 * <p>System properties: {@code baton.bench.cases}, beginnings of names, by commas; {@code baton.bench.rounds}, at most so many rounds;
 * {@code baton.bench.out}, a directory for {@code progress}, {@code table} and {@code json}.
 */
@OnKind
class FailoverBench {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What a change of leader may cost without being one of the gaps that a rolling update is charged with. */
    private static final double NOTED_GAP_SECONDS = 0.1;

    private final Scene scene;
    private final Path out = Path.of(System.getProperty("baton.bench.out", "target/bench"));

    FailoverBench(Scene scene) {
        this.scene = scene;
    }

    /** One round: when it began and was over, and what the operator noted of the change. */
    private record Round(
            Instant began, Instant ended, @Nullable FailoverReport failover) {}

    @Test
    @Timeout(3600)
    void measure() throws Exception {
        Files.createDirectories(out);
        for (FailoverCase chosen : chosen()) {
            for (Row row : run(chosen)) {
                write("table", row.line());
                write("json", row.json());
            }
        }
    }

    private static List<FailoverCase> chosen() {
        String[] beginnings = System.getProperty("baton.bench.cases", "").split(",");
        List<FailoverCase> found = FailoverCase.all().stream()
                .filter(one -> Arrays.stream(beginnings).anyMatch(one.name()::startsWith))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no case begins with " + Arrays.toString(beginnings) + "; there are "
                    + FailoverCase.all().stream().map(FailoverCase::name).toList());
        }
        return found;
    }

    private List<Row> run(FailoverCase what) throws Exception {
        Database database = scene.database(what.name()).apply().awaitReady().awaitFailoverReady();
        ClientPod client = database.workload()
                .clients(4, 5)
                .on(scene.cluster().controlPlane())
                .start("client-" + what.name());
        client.awaitMore(1000);
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < Math.min(what.rounds(), Integer.getInteger("baton.bench.rounds", 100)); i++) {
            rounds.add(round(what, database, client));
            write("progress", what.name() + ": round " + rounds.size() + " of " + what.rounds());
        }
        ClientReport report = client.stop();
        WriteGaps gaps = WriteGaps.of(client.history());
        database.delete();
        client.delete();
        return rows(what, rounds, report, gaps);
    }

    private Round round(FailoverCase what, Database database, ClientPod client) throws Exception {
        database.awaitReady().awaitFailoverReady();
        client.awaitMore(400); // a second or so of undisturbed writing
        long epoch = database.epoch();
        Instant began = Instant.now();
        try (AutoCloseable mend = what.event().to(database, scene, client)) {
            if (what.leaderChanges()) {
                database.awaitEpochAfter(epoch, PATIENCE);
                client.awaitAcknowledgedAfter(epoch);
            } else {
                client.awaitMore(1000);
            }
        }
        return new Round(began, Instant.now(), what.leaderChanges() ? database.newestFailover() : null);
    }

    private List<Row> rows(FailoverCase what, List<Round> rounds, ClientReport report, WriteGaps gaps)
            throws IOException {
        Samples seconds = new Samples();
        Instant zero = Instant.parse(report.summary().startedAt());
        for (Round round : rounds) {
            double from = Duration.between(zero, round.began()).toNanos() / 1e9;
            double to = Duration.between(zero, round.ended()).toNanos() / 1e9;
            double gap = what.summed() ? gaps.sum(from, to, NOTED_GAP_SECONDS) : gaps.longest(from, to);
            seconds.add(gap);
            write("progress", String.format(Locale.ROOT, "%s: %.3f s%s", what.name(), gap, phases(round)));
        }
        if (!report.verdict().holds()) {
            return List.of(Row.voided(
                    what.name(), "s", what.worstSeconds(), Direction.AT_MOST, "broken promises: " + report.verdict()));
        }
        List<Row> rows = new ArrayList<>();
        if (!Double.isNaN(what.typicalSeconds())) {
            rows.add(new Row(
                    what.name(),
                    seconds.median(),
                    "s, p50",
                    what.typicalSeconds(),
                    Direction.AT_MOST,
                    seconds.spread()));
        }
        rows.add(new Row(
                what.name() + "-worst",
                seconds.greatest(),
                "s, worst",
                what.worstSeconds(),
                Direction.AT_MOST,
                rounds.size() + " rounds, " + seconds.spread() + typicalPhases(rounds)));
        if (what.leaderChanges()) {
            rows.add(new Row(
                    what.name() + "-late",
                    acknowledgedLate(report.summary()),
                    "epochs",
                    0,
                    Direction.AT_MOST,
                    "epochs in which a write was acknowledged after the first of a later epoch"));
        }
        return rows;
    }

    /** In how many epochs a write was acknowledged after one of a later epoch was. */
    private static int acknowledgedLate(Summary summary) {
        int late = 0;
        for (Served one : summary.leaders()) {
            for (Served later : summary.leaders()) {
                if (later.epoch() > one.epoch() && later.firstSeconds() < one.lastSeconds()) {
                    late++;
                    break;
                }
            }
        }
        return late;
    }

    private static String phases(Round round) {
        FailoverReport failover = round.failover();
        if (failover == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                " (detected %+.2f, fenced %+.2f, promoted %+.2f, serving %+.2f s)",
                since(round, failover.detectedTime()),
                since(round, failover.fencedTime()),
                since(round, failover.promotedTime()),
                since(round, failover.servingTime()));
    }

    private static String typicalPhases(List<Round> rounds) {
        if (rounds.stream().anyMatch(round -> round.failover() == null)) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "; medians since the event: detected %.2f, fenced %.2f, promoted %.2f, serving %.2f s",
                median(rounds, FailoverReport::detectedTime),
                median(rounds, FailoverReport::fencedTime),
                median(rounds, FailoverReport::promotedTime),
                median(rounds, FailoverReport::servingTime));
    }

    private static double median(List<Round> rounds, Function<FailoverReport, @Nullable Instant> phase) {
        Samples samples = new Samples();
        for (Round round : rounds) {
            FailoverReport failover = round.failover();
            samples.add(failover == null ? Double.NaN : since(round, phase.apply(failover)));
        }
        return samples.median();
    }

    private static double since(Round round, @Nullable Instant time) {
        return time == null ? Double.NaN : Duration.between(round.began(), time).toNanos() / 1e9;
    }

    private void write(String file, String line) throws IOException {
        Files.writeString(
                out.resolve(file), line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
