package dev.baton.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.e2e.kind.ClientPod;
import dev.baton.e2e.kind.ClientReport;
import dev.baton.e2e.kind.Database;
import dev.baton.e2e.kind.Scene;
import dev.baton.workload.RegisterVerdict;
import dev.baton.workload.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Runs scenarios on a fresh database: clients append to lists and set and read registers while they strike. Afterwards it must be ready, and
 * for a failover, too; clients must be served again; nothing acknowledged is lost, no register's history is without an order, and no leader
 * acknowledged after a later one.
 */
final class ChaosRun {
    private static final int APPENDERS = 12;
    private static final int REGISTER_CLIENTS = 12;
    private static final int INTERVAL_MILLIS = 20;
    private static final long SOME_WRITES = 500;

    private final Scene scene;
    private int number;

    ChaosRun(Scene scene) {
        this.scene = scene;
    }

    /** The seed to use: {@code baton.chaos.seed}, else one of its own. */
    static long seed() {
        return Long.getLong("baton.chaos.seed", System.nanoTime() % 1_000_000);
    }

    void of(Scenario scenario, long seed) throws Exception {
        of(List.of(scenario), seed);
    }

    /** One after the other, on the database of the first one. */
    void of(List<Scenario> scenarios, long seed) throws Exception {
        String names = names(scenarios);
        System.out.println("chaos: " + names + ", -Dbaton.chaos.seed=" + seed);
        Database database = scenarios.getFirst().database(scene).apply();
        try {
            ClientReport report = strike(database, scenarios, new Random(seed));
            System.out.println("chaos: " + names + ": " + report.verdict() + "; " + report.registers() + "; epochs "
                    + report.summary().leaders().stream().map(Served::epoch).toList());
            judge(report, names + ", seed " + seed);
        } finally {
            database.delete();
        }
    }

    private ClientReport strike(Database database, List<Scenario> scenarios, Random random) throws Exception {
        database.awaitReady().awaitFailoverReady();
        ClientPod clients = database.workload()
                .clients(APPENDERS, INTERVAL_MILLIS)
                .registers(REGISTER_CLIENTS)
                .on(scene.cluster().controlPlane())
                .start("chaos-" + ++number);
        clients.awaitMore(SOME_WRITES);
        for (Scenario scenario : scenarios) {
            scenario.strike(new Stage(scene, database, clients, random));
            database.awaitReady().awaitFailoverReady();
            clients.awaitMore(SOME_WRITES);
        }
        ClientReport report = clients.stop();
        clients.delete();
        return report;
    }

    private static void judge(ClientReport report, String what) {
        assertThat(report.verdict().violations()).as(what).isEmpty();
        assertThat(report.verdict().lost()).as(what).isZero();
        RegisterVerdict registers = Objects.requireNonNull(report.registers(), "the registers were not judged");
        assertThat(registers.violations()).as(what).isEmpty();
        assertThat(registers.gets()).as("reads of registers, " + what).isPositive();
        List<Served> leaders = new ArrayList<>(report.summary().leaders());
        for (int i = 1; i < leaders.size(); i++) {
            assertThat(leaders.get(i).epoch())
                    .as("epochs in the order in which they first acknowledged, " + what)
                    .isGreaterThan(leaders.get(i - 1).epoch());
            assertThat(leaders.get(i).firstSeconds())
                    .as("the first write of epoch " + leaders.get(i).epoch() + ", " + what)
                    .isGreaterThanOrEqualTo(leaders.get(i - 1).lastSeconds());
        }
    }

    private static String names(List<Scenario> scenarios) {
        return String.join(
                ", ",
                scenarios.stream()
                        .map(scenario -> scenario.getClass().getSimpleName())
                        .toList());
    }
}
