package dev.baton.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** The API server answers nobody for a minute: clients are served on, and nobody is promoted. */
final class ApiServerFrozen implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        long epoch = stage.database().epoch();
        stage.lasting(
                Duration.ofSeconds(60),
                () -> stage.faults().freezeApiServer(stage.scene().cluster().controlPlane()));
        stage.clients().awaitMore(100);
        stage.database().awaitReady();
        assertThat(stage.database().epoch()).isEqualTo(epoch);
    }
}
