package dev.baton.e2e.chaos;

/** The leader's pod is deleted without grace. */
final class LeaderPodKilled implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        long epoch = stage.database().epoch();
        stage.database().killPod(stage.database().leader());
        stage.awaitAnotherEpoch(epoch);
    }
}
