package dev.baton.e2e.chaos;

import dev.baton.e2e.kind.DatabaseDraft;
import dev.baton.e2e.kind.LoopVolumes;
import dev.baton.e2e.kind.Scene;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The leader's file system stands still, and its process answers. */
final class DiskWedged implements Scenario {
    private @Nullable LoopVolumes volumes;

    @Override
    public DatabaseDraft database(Scene scene) {
        LoopVolumes made = LoopVolumes.make(scene, "600M");
        volumes = made;
        return scene.database("orders").storageClass(made.storageClass());
    }

    @Override
    public void strike(Stage stage) throws Exception {
        LoopVolumes.Volume volume =
                Objects.requireNonNull(volumes).on(stage.leader().getSpec().getNodeName());
        stage.untilAnotherLeads(() -> stage.faults().freeze(volume));
    }
}
