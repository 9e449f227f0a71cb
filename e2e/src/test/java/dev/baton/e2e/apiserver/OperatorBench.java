package dev.baton.e2e.apiserver;

import dev.baton.bench.Row;
import dev.baton.bench.Row.Direction;
import dev.baton.bench.Samples;
import dev.baton.crds.Annotations;
import dev.baton.crds.ObjectNames;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.operator.record.RecordCodec;
import dev.baton.protocol.MemberName;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an operator costs that looks after a hundred idle databases of three members each, on an API server with large Secrets and ConfigMaps of
 * others, and how much later it notices a dead leader than with one database: what {@code bin/bench operator} runs. The operator is the
 * shipped process with its image's flags; members are {@link LightMember}s.
 *
 * <p>System properties: {@code baton.bench.databases} (100), {@code baton.bench.seconds} of watching it idle (300), {@code baton.bench.kills}
 * (20), {@code baton.bench.out}, a directory for {@code progress}, {@code table} and {@code json}.
 */
class OperatorBench {
    private static final int FOREIGN = 600;
    private static final int FOREIGN_BYTES = 100_000;
    private static final int MOST_MIB = 192;
    private static final int MOST_MILLICORES = 50;
    private static final double MOST_LATER = 1.2;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path out = Path.of(System.getProperty("baton.bench.out", "target/bench"));
    private final int databases = Integer.getInteger("baton.bench.databases", 100);
    private final int kills = Integer.getInteger("baton.bench.kills", 20);
    private final int seconds = Integer.getInteger("baton.bench.seconds", 300);

    @Test
    @Timeout(3600)
    void measure() throws Exception {
        Files.createDirectories(out);
        ApiServer server = ApiServer.shared();
        CustomResourceDefinitions.install(server.client());
        try (TestNamespace foreign = server.namespace("foreign");
                TestNamespace namespace = server.namespace("bench");
                Kubelet nodeOnly = Kubelet.start(foreign, new NodeProcesses(RunningOperator.NODE_IMAGE));
                LightPods pods = new LightPods(namespace, nodeOnly.node())) {
            fill(foreign);
            try (OperatorProcess operator = OperatorProcess.start(namespace)) {
                Databases all = new Databases(namespace, operator);
                create(namespace, all, 0, 1);
                Samples alone = kill(namespace, all, pods, 1);
                create(namespace, all, 1, databases);
                progress("all " + databases + " databases are ready");
                idle(operator);
                Samples among = kill(namespace, all, pods, databases);
                row(new Row(
                        "operator-detection",
                        among.median() / alone.median(),
                        "with all databases/with one",
                        MOST_LATER,
                        Direction.AT_MOST,
                        "p50 %.0f and %.0f ms, spread %s and %s"
                                .formatted(among.median(), alone.median(), among.spread(), alone.spread())));
            }
        }
    }

    private static void fill(TestNamespace foreign) {
        KubernetesClient client = foreign.client();
        Map<String, String> data = Map.of("large", "x".repeat(FOREIGN_BYTES));
        IntStream.range(0, FOREIGN / 2).parallel().forEach(i -> {
            client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("foreign-" + i)
                            .withNamespace(foreign.name())
                            .endMetadata()
                            .withStringData(data)
                            .build())
                    .create();
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("foreign-" + i)
                            .withNamespace(foreign.name())
                            .endMetadata()
                            .withData(data)
                            .build())
                    .create();
        });
    }

    private void create(TestNamespace namespace, Databases all, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            DatabaseYaml.named(name(i)).in(namespace).create();
        }
        for (int i = from; i < to; i++) {
            String name = name(i);
            Awaitility.await(name + " is ready for a failover")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(
                            () -> all.status(name),
                            status -> Databases.is(status, "Ready", "True")
                                    && Databases.is(status, "FailoverReady", "True"));
            if (i % 10 == 9) {
                progress((i + 1) + " databases are ready");
            }
        }
    }

    /** Watches the operator while nothing happens. */
    private void idle(OperatorProcess operator) throws Exception {
        TimeUnit.SECONDS.sleep(30); // what their making has left behind
        ProcessHandle process = operator.process().toHandle();
        Duration before = cpu(process);
        long began = System.nanoTime();
        Samples resident = new Samples();
        for (int i = 0; i < seconds; i += 5) {
            TimeUnit.SECONDS.sleep(5);
            resident.add(residentMib(process.pid()));
        }
        double passed = (System.nanoTime() - began) / 1e6;
        double used = cpu(process).minus(before).toNanos() / 1e6;
        row(new Row(
                "operator-memory",
                resident.greatest(),
                "MiB, resident, greatest",
                MOST_MIB,
                Direction.AT_MOST,
                databases + " databases, " + seconds + " s, " + resident.spread()));
        row(new Row(
                "operator-cpu",
                used / passed * 1000,
                "m",
                MOST_MILLICORES,
                Direction.AT_MOST,
                databases + " databases, " + seconds + " s"));
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private static double residentMib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                / 1024.0;
    }

    /** Kills leaders, one after the other. @return milliseconds until an election began */
    private Samples kill(TestNamespace namespace, Databases all, LightPods pods, int among) throws Exception {
        Samples millis = new Samples();
        for (int i = 0; i < kills; i++) {
            String name = name(i * Math.max(1, among / kills) % among);
            ReplicatedDatabaseStatus status = Awaitility.await(name)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> all.status(name), now -> Databases.is(now, "FailoverReady", "True"));
            TimeUnit.SECONDS.sleep(2); // at rest, at the pace of an idle database
            MemberName leader = new MemberName(Objects.requireNonNull(status.leader()));
            millis.add(untilElection(namespace, name, Objects.requireNonNull(status.epoch()), () -> pods.kill(leader)));
            pods.restart(leader);
        }
        return millis;
    }

    private static double untilElection(TestNamespace namespace, String database, long epoch, Runnable kill)
            throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicLong at = new AtomicLong();
        try (Watch watch = namespace
                .client()
                .leases()
                .inNamespace(namespace.name())
                .withName(new ObjectNames(database).leadershipLease())
                .watch(new Watcher<Lease>() {
                    @Override
                    public void eventReceived(Action action, Lease lease) {
                        String record = lease.getMetadata().getAnnotations().get(Annotations.RECORD);
                        if (record != null && RecordCodec.decode(record).epoch().number() > epoch) {
                            at.compareAndSet(0, System.nanoTime());
                            begun.countDown();
                        }
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        // The wait below runs out.
                    }
                })) {
            Objects.requireNonNull(watch);
            long killed = System.nanoTime();
            kill.run();
            if (!begun.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("no election of " + database + " began within a minute");
            }
            return (at.get() - killed) / 1e6;
        }
    }

    private static String name(int number) {
        return "db-" + number;
    }

    private void row(Row row) throws IOException {
        write("table", row.line());
        write("json", row.json());
    }

    private void progress(String line) throws IOException {
        write("progress", line);
    }

    private void write(String file, String line) throws IOException {
        Files.writeString(
                out.resolve(file), line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
