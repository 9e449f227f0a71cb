package dev.baton.e2e.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.crds.status.ReplicatedDatabaseStatus;
import dev.baton.workload.Workload;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A follower's volume is deleted, and then the leader's: each member is made anew and seeded without a person, while clients write. */
@Timeout(180)
class LostVolumeApiServerIT {
    @RegisterExtension
    final ApiServerScene scene = ApiServerScene.named("lost");

    @TempDir
    private Path folder;

    @Test
    void aMemberWhoseVolumeIsDeletedIsSeededAnewAndTheOthersServeOn() throws Exception {
        Databases databases = scene.databases();
        Clients clients = new Clients(scene.namespace(), "orders");
        DatabaseYaml.named("orders").in(scene.namespace()).create();
        ReplicatedDatabaseStatus before = databases.awaitReady("orders");
        try (Workload workload = clients.load(folder)) {
            Clients.acknowledges(workload, 200);
            String follower = before.synchronousFollowers().getFirst();
            ReplicatedDatabaseStatus after = loseVolume(databases, before, follower);
            assertThat(after.epoch()).as("its leader went on").isEqualTo(before.epoch());
            Clients.acknowledges(workload, 200);

            String leader = Objects.requireNonNull(after.leader());
            ReplicatedDatabaseStatus last = loseVolume(databases, after, leader);
            assertThat(last.leader()).isNotEqualTo(leader);
            Clients.acknowledges(workload, 200);
            clients.lostNothing(workload);
        }
    }

    /** Deletes the claim, whose end waits for the pod's, and the pod. */
    private ReplicatedDatabaseStatus loseVolume(Databases databases, ReplicatedDatabaseStatus before, String member) {
        String in = scene.namespace().name();
        scene.client().persistentVolumeClaims().inNamespace(in).withName(member).delete();
        scene.client()
                .pods()
                .inNamespace(in)
                .withName(member + "-0")
                .withGracePeriod(0)
                .delete();
        return databases.await(
                "orders",
                member + " is back with another volume",
                status -> Databases.is(status, "Ready", "True")
                        && !Objects.equals(incarnation(status, member), incarnation(before, member)));
    }

    private static String incarnation(ReplicatedDatabaseStatus status, String name) {
        return status.members().stream()
                .filter(member -> member.name().equals(name))
                .map(member -> String.valueOf(member.incarnation()))
                .findFirst()
                .orElse("none");
    }
}
