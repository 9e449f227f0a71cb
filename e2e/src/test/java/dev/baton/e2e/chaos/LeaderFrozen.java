package dev.baton.e2e.chaos;

import java.time.Duration;

/** The leader stands still for twenty seconds (SIGSTOP) and goes on, knowing nothing of it. */
final class LeaderFrozen implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        long epoch = stage.database().epoch();
        stage.lasting(Duration.ofSeconds(20), () -> stage.faults().freeze(stage.leader()));
        stage.awaitAnotherEpoch(epoch);
    }
}
