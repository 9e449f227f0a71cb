package dev.baton.e2e.chaos;

/** The leader's process gets SIGKILL, as by the kernel when memory is short. */
final class LeaderProcessKilled implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        long epoch = stage.database().epoch();
        stage.faults().crash(stage.leader());
        stage.awaitAnotherEpoch(epoch);
    }
}
