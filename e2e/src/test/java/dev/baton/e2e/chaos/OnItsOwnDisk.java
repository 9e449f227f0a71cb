package dev.baton.e2e.chaos;

import dev.baton.e2e.kind.DatabaseDraft;
import dev.baton.e2e.kind.LoopVolumes;
import dev.baton.e2e.kind.Scene;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Of a database whose members have a file system each, so that it is the first one played on it. */
abstract class OnItsOwnDisk implements Scenario {
    private final String size;
    private @Nullable LoopVolumes volumes;

    /** @param size as {@link LoopVolumes#make} takes it */
    OnItsOwnDisk(String size) {
        this.size = size;
    }

    @Override
    public DatabaseDraft database(Scene scene) {
        LoopVolumes made = LoopVolumes.make(scene, size);
        volumes = made;
        return scene.database("orders").storageClass(made.storageClass());
    }

    LoopVolumes.Volume diskOfLeader(Stage stage) {
        return Objects.requireNonNull(volumes).on(stage.leader().getSpec().getNodeName());
    }
}
