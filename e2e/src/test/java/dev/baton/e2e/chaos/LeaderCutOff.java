package dev.baton.e2e.chaos;

/** Neither operator nor followers reach the leader; its clients do. */
final class LeaderCutOff implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        stage.untilAnotherLeads(
                () -> stage.faults().isolate(stage.leader(), stage.clients().address()));
    }
}
