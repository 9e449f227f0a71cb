package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** No operator runs for five minutes while clients write, and a follower is lost meanwhile: nobody else takes note. */
@Timeout(600)
class OperatorGoneLongRun {
    private static final Duration GONE = Duration.ofMinutes(5);

    /** The status is true within ten seconds of the next operator's work, which takes some to start. */
    private static final Duration TRUE_AGAIN = Duration.ofSeconds(30);

    @RegisterExtension
    final ApiServerScene scene = ApiServerScene.named("without");

    @TempDir
    private Path folder;

    @Test
    void noWriteIsRefusedAndNobodyTakesOver() throws Exception {
        Databases databases = scene.databases();
        Clients clients = new Clients(scene.namespace(), "orders");
        DatabaseYaml.named("orders").in(scene.namespace()).create();
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        String follower = before.members().stream()
                .map(member -> member.name())
                .filter(name -> !name.equals(before.leader())
                        && !before.synchronousFollowers().contains(name))
                .findFirst()
                .orElseThrow();
        try (Workload workload = clients.load(folder)) {
            Clients.acknowledges(workload, 100);
            long acknowledged = workload.progress().acked();
            scene.process().process().destroyForcibly().waitFor();
            Awaitility.await().pollDelay(GONE.dividedBy(2)).atMost(GONE).until(() -> true);
            scene.kubelet().holdBack(follower + "-0");
            Awaitility.await().pollDelay(GONE.dividedBy(2)).atMost(GONE).until(() -> true);
            assertThat(workload.progress().acked()).isGreaterThan(acknowledged + 10_000);
            assertThat(workload.progress().refused() + workload.progress().unknown())
                    .as("none was refused")
                    .isZero();
            assertThat(databases.status("orders").epoch()).isEqualTo(before.epoch());

            scene.startOperatorAnew();
            Awaitility.await("the lost follower is told of")
                    .atMost(TRUE_AGAIN)
                    .until(() -> Databases.is(databases.status("orders"), "Ready", "False"));
            scene.kubelet().letStart(follower + "-0");
            assertThat(databases.awaitReady("orders").epoch()).isEqualTo(before.epoch());
            clients.lostNothing(workload);
        }
    }
}
