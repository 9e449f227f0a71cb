package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.FailoverReport;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.crds.status.RequestReason;
import dev.baton.crds.status.RequestReport;
import dev.baton.crds.status.RequestState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The leader and its synchronous follower stand still, as on nodes that are lost, and a person gives up what only they hold. */
class ForcedFailoverApiServerIT {
    @RegisterExtension
    final ApiServerScene scene = ApiServerScene.named("forced");

    private final List<Process> frozen = new ArrayList<>();
    private Databases databases;

    @BeforeEach
    void begin() {
        databases = scene.databases();
    }

    @AfterEach
    void thaw() throws Exception {
        for (Process process : frozen) {
            signal("CONT", process);
        }
    }

    @Test
    void lossIsAcceptedByAPersonWhoNamesTheEpochAndThenOnly() throws Exception {
        DatabaseYaml.named("orders").in(scene.namespace()).create();
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        String leader = Objects.requireNonNull(before.leader());
        String synchronous = before.synchronousFollowers().getFirst();
        String third = before.members().stream()
                .map(member -> member.name())
                .filter(name -> !name.equals(leader) && !name.equals(synchronous))
                .findFirst()
                .orElseThrow();
        long epoch = Objects.requireNonNull(before.epoch());
        Process ofSynchronous = freeze(synchronous);
        Process ofLeader = freeze(leader);

        databases.await(
                "orders",
                "the loss of both is seen",
                status -> !Databases.is(status, "Available", "True")
                        && Databases.condition(status, "FailoverReady")
                                .getReason()
                                .equals("TooFewFollowers"));
        databases.annotate("orders", Map.of("baton.dev/failover", third));
        RequestReport refused = finished(1);
        assertThat(refused.state()).isEqualTo(RequestState.REFUSED);
        assertThat(refused.reason()).isEqualTo(RequestReason.FENCE_NOT_REACHABLE);
        assertThat(refused.message()).contains("baton.dev/failover=" + third + " baton.dev/accept-data-loss=" + epoch);

        databases.annotate("orders", Map.of("baton.dev/failover", third, "baton.dev/accept-data-loss", "99"));
        assertThat(finished(2).reason()).isEqualTo(RequestReason.DATA_LOSS_OF_ANOTHER_EPOCH);
        databases.annotate("orders", Map.of("baton.dev/accept-data-loss", "" + epoch));
        assertThat(finished(3).reason()).isEqualTo(RequestReason.DATA_LOSS_WITHOUT_FAILOVER);
        assertThat(databases.status("orders").epoch()).isEqualTo(epoch);

        databases.annotate("orders", Map.of("baton.dev/failover", third, "baton.dev/accept-data-loss", "" + epoch));
        databases.await(
                "orders",
                third + " is chosen past the fence",
                status -> status.failoverHistory().stream()
                        .anyMatch(report -> report.epoch() == epoch + 1
                                && third.equals(report.to())
                                && Boolean.TRUE.equals(report.lossAccepted())));
        // Required asks for a follower that holds its start: one comes back.
        signal("CONT", ofSynchronous);
        ReplicatedDatabaseStatus after =
                databases.await("orders", third + " leads", status -> third.equals(status.leader()));
        assertThat(after.epoch()).isEqualTo(epoch + 1);
        assertThat(finished(4).state()).isEqualTo(RequestState.SUCCEEDED);
        assertThat(databases.eventsOf("orders")).contains("LossAccepted");
        // The old leader believed in its epoch all the while; it follows, and nobody is diverged.
        signal("CONT", ofLeader);
        FailoverReport report = databases.awaitReady("orders").failoverHistory().getFirst();
        assertThat(report.lossAccepted()).isTrue();
        assertThat(databases.get("orders").getMetadata().getAnnotations()).isNullOrEmpty();
    }

    /** The newest request, once there are so many and it is finished. */
    private RequestReport finished(int count) {
        return databases
                .await(
                        "orders",
                        "request " + count + " is finished",
                        status -> status.requests().size() == count
                                && status.requests().getFirst().completedTime() != null)
                .requests()
                .getFirst();
    }

    private Process freeze(String member) throws IOException, InterruptedException {
        Process process = scene.kubelet().process(member + "-0");
        frozen.add(process);
        signal("STOP", process);
        return process;
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        if (process.isAlive()) {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            assertThat(kill.waitFor(5, TimeUnit.SECONDS)).isTrue();
        }
    }
}
