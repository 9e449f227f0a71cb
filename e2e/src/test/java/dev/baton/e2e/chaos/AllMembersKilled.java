package dev.baton.e2e.chaos;

/** Every member's process is killed at once. */
final class AllMembersKilled implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        long epoch = stage.database().epoch();
        stage.database().pods().parallelStream().forEach(stage.faults()::crash);
        stage.awaitAnotherEpoch(epoch);
    }
}
