package dev.baton.operator.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class LivenessTest {
    @Test
    void oneThatLeadsOrWatchesLives() {
        assertThat(Liveness.answer(true, true, true, List.of()).getStatus()).isEqualTo(Status.UP);
        assertThat(Liveness.answer(true, false, true, List.of()).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void oneThatNeitherLeadsNorWatchesIsToBeRestarted() {
        assertThat(Liveness.answer(true, false, false, List.of()).getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void oneWhoseInformerStoppedForGoodIsToBeRestartedThoughItLeads() {
        assertThat(Liveness.answer(true, true, true, List.of("pods")).getStatus())
                .isEqualTo(Status.DOWN);
    }

    @Test
    void oneThatIsStillStartingLives() {
        assertThat(Liveness.answer(false, false, false, List.of()).getStatus()).isEqualTo(Status.UP);
    }
}
