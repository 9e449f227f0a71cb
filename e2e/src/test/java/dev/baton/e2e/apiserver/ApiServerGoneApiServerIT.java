package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestState;
import dev.baton.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The API server is killed: for a minute with nothing going on, and for some seconds in the midst of a failover and of a switchover. */
@Timeout(180)
class ApiServerGoneApiServerIT {
    private static final Duration OUTAGE = Duration.ofSeconds(6);

    /** By then every lease, watch and timeout of the operator has run out. */
    private static final Duration LONG_OUTAGE = Duration.ofSeconds(60);

    /** The status is true within ten seconds, on a machine that may be busy with other things. */
    private static final Duration TRUE_AGAIN = Duration.ofSeconds(30);

    @RegisterExtension
    final ApiServerScene scene = ApiServerScene.named("gone");

    @TempDir
    private Path folder;

    private Databases databases;
    private Clients clients;

    @BeforeEach
    void makeDatabase() {
        databases = scene.databases();
        clients = new Clients(scene.namespace(), "orders");
        DatabaseYaml.named("orders").in(scene.namespace()).create();
        databases.awaitReady("orders");
    }

    @Test
    void aDatabaseAtWorkNoticesNothing() throws Exception {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        try (Workload workload = clients.load(folder)) {
            Clients.acknowledges(workload, 100);
            long acknowledged = workload.progress().acked();
            long unsuccessful = unsuccessful(workload);
            try (ApiServer.Outage outage = ApiServer.shared().outage()) {
                passes(LONG_OUTAGE);
                assertThat(workload.progress().acked()).isGreaterThan(acknowledged + 1000);
                assertThat(unsuccessful(workload)).as("none was refused").isEqualTo(unsuccessful);
                assertThat(scene.process().process().isAlive()).isTrue();
            }
            // A follower is lost the moment it is back: the operator must be there to see it, and to see it return.
            String follower = before.members().stream()
                    .map(member -> member.name())
                    .filter(name -> !name.equals(before.leader()))
                    .findFirst()
                    .orElseThrow();
            scene.kubelet().process(follower + "-0").destroyForcibly();
            soon("the lost follower is told of", status -> !Databases.is(status, "Ready", "True"));
            databases.awaitReady("orders");
            clients.lostNothing(workload);
        }
        assertThat(databases.awaitReady("orders").epoch()).isEqualTo(before.epoch());
        assertThat(scene.process().process().isAlive()).isTrue();
    }

    @Test
    void aLeaderLostMeanwhileIsReplacedAfterwardsAndOnce() throws Exception {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        String lost = Objects.requireNonNull(before.leader());
        try (Workload workload = clients.load(folder)) {
            Clients.acknowledges(workload, 200);
            scene.kubelet().process(lost + "-0").destroyForcibly();
            try (ApiServer.Outage outage = ApiServer.shared().outage()) {
                passes(OUTAGE);
                assertThat(scene.process().process().isAlive()).isTrue();
            }
            soon(
                    "another leads",
                    status -> status.leader() != null
                            && Objects.requireNonNull(status.epoch()) > Objects.requireNonNull(before.epoch()));
            ReplicatedDatabaseStatus after = databases.awaitReady("orders");
            assertThat(Objects.requireNonNull(after.epoch()) - Objects.requireNonNull(before.epoch()))
                    .isBetween(1L, 2L);
            Clients.acknowledges(workload, 200);
            clients.lostNothing(workload);
        }
    }

    @Test
    void aSwitchoverIsFinishedOrRolledBackAfterwardsAndDoneAtMostOnce() throws Exception {
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        String target = before.members().stream()
                .map(member -> member.name())
                .filter(name -> !name.equals(before.leader()))
                .findFirst()
                .orElseThrow();
        try (Workload workload = clients.load(folder)) {
            Clients.acknowledges(workload, 200);
            databases.annotate("orders", "baton.dev/switchover", target);
            databases.await(
                    "orders", "it was taken up", status -> !status.requests().isEmpty());
            try (ApiServer.Outage outage = ApiServer.shared().outage()) {
                passes(OUTAGE);
            }
            soon(
                    "the request is finished",
                    status -> status.requests().getFirst().completedTime() != null);
            ReplicatedDatabaseStatus after = databases.awaitReady("orders");
            assertThat(after.requests()).hasSize(1);
            boolean succeeded = after.requests().getFirst().state() == RequestState.SUCCEEDED;
            assertThat(after.leader()).isEqualTo(succeeded ? target : before.leader());
            Clients.acknowledges(workload, 200);
            clients.lostNothing(workload);
        }
    }

    private static long unsuccessful(Workload workload) {
        return workload.progress().refused() + workload.progress().unknown();
    }

    private void soon(String what, java.util.function.Predicate<ReplicatedDatabaseStatus> asked) {
        Awaitility.await(what + "; the operator says\n" + scene.operator().lastLines(20))
                .atMost(TRUE_AGAIN)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> databases.status("orders"), asked);
    }

    /** The outage is as long as it is: nothing can be waited for meanwhile. */
    private static void passes(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }
}
