package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** All members are gone at once, and come back one after the other: who leads holds all that was acknowledged, or nobody does yet. */
@Timeout(180)
class ColdStartApiServerIT {
    @RegisterExtension
    static final ApiServerScene scene = ApiServerScene.named("cold");

    @TempDir
    private Path folder;

    private ReplicatedDatabaseStatus before = ReplicatedDatabaseStatus.empty();
    private String leader = "";
    private String synchronous = "";
    private String behind = "";

    @Test
    void whoIsBehindWaitsForTheFollowerThatConfirmedEveryWrite() throws Exception {
        Clients clients = new Clients(scene.namespace(), "orders");
        makes("orders");
        try (Workload workload = clients.load(folder)) {
            allAreGoneAndOneIsBehind(workload);

            scene.kubelet().letStart(behind + "-0");
            nobodyLeads("orders");
            assertThat(Databases.condition(scene.databases().status("orders"), "Available")
                            .getMessage())
                    .contains(synchronous);
            scene.kubelet().letStart(synchronous + "-0");
            ReplicatedDatabaseStatus elected = leads("orders", synchronous);
            assertThat(elected.epoch()).isEqualTo(Objects.requireNonNull(before.epoch()) + 1);
            scene.kubelet().letStart(leader + "-0");
            assertThat(scene.databases().awaitReady("orders").leader()).isEqualTo(synchronous);
            Clients.acknowledges(workload, 100);
            clients.lostNothing(workload);
        }
    }

    @Test
    void whereTheConfirmingFollowerCameBackEmptyTheOldLeaderIsWaitedFor() throws Exception {
        Clients clients = new Clients(scene.namespace(), "bills");
        makes("bills");
        try (Workload workload = clients.load(folder)) {
            allAreGoneAndOneIsBehind(workload);
            empty(scene.kubelet().volume(synchronous));

            scene.kubelet().letStart(synchronous + "-0");
            scene.kubelet().letStart(behind + "-0");
            nobodyLeads("bills");
            scene.kubelet().letStart(leader + "-0");
            leads("bills", leader);
            ReplicatedDatabaseStatus healed = scene.databases().awaitReady("bills");
            assertThat(incarnation(healed, synchronous)).isNotEqualTo(incarnation(before, synchronous));
            assertThat(incarnation(healed, behind)).isEqualTo(incarnation(before, behind));
            Clients.acknowledges(workload, 100);
            clients.lostNothing(workload);
        }
    }

    private void makes(String database) {
        DatabaseYaml.named(database).in(scene.namespace()).create();
        before = scene.databases().awaitReady(database);
        leader = Objects.requireNonNull(before.leader());
        synchronous = before.synchronousFollowers().getFirst();
        behind = before.members().stream()
                .map(member -> member.name())
                .filter(name -> !List.of(leader, synchronous).contains(name))
                .findFirst()
                .orElseThrow();
    }

    private void allAreGoneAndOneIsBehind(Workload workload) throws InterruptedException {
        Clients.acknowledges(workload, 200);
        scene.kubelet().holdBack(behind + "-0");
        Clients.acknowledges(workload, 200);
        scene.kubelet().holdBack(leader + "-0");
        scene.kubelet().holdBack(synchronous + "-0");
    }

    /** For longer than any failover takes. */
    private void nobodyLeads(String database) {
        scene.databases()
                .await(
                        database,
                        behind + " is back",
                        status -> status.members().stream()
                                .anyMatch(member -> member.name().equals(behind)
                                        && !List.of("Unreachable", "Starting").contains(member.state())));
        Awaitility.await("nobody leads")
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    ReplicatedDatabaseStatus now = scene.databases().status(database);
                    assertThat(Databases.is(now, "Available", "False"))
                            .as(now.toString())
                            .isTrue();
                    assertThat(now.failoverHistory().getFirst().to()).isNotEqualTo(behind);
                });
    }

    private ReplicatedDatabaseStatus leads(String database, String member) {
        return scene.databases()
                .await(
                        database,
                        member + " leads",
                        status -> member.equals(status.leader())
                                && Databases.is(status, "Available", "True")
                                && !Objects.equals(status.epoch(), before.epoch()));
    }

    private static String incarnation(ReplicatedDatabaseStatus status, String name) {
        return status.members().stream()
                .filter(member -> member.name().equals(name))
                .map(member -> String.valueOf(member.incarnation()))
                .findFirst()
                .orElseThrow();
    }

    private static void empty(Path volume) throws IOException {
        try (Stream<Path> files = Files.walk(volume)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(volume)) {
                    Files.delete(file);
                }
            }
        }
    }
}
