package dev.baton.e2e.chaos;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Objects;

/** A follower's volume is gone: it is made anew and seeded. */
final class VolumeDeleted implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        Pod lost = stage.someFollower();
        String claim = lost.getSpec().getVolumes().stream()
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .getClaimName();
        stage.scene()
                .client()
                .persistentVolumeClaims()
                .inNamespace(stage.scene().namespace())
                .withName(claim)
                .delete();
        stage.scene().client().resource(lost).withGracePeriod(0).delete();
    }
}
