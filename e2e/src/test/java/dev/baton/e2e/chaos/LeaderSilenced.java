package dev.baton.e2e.chaos;

/** Nobody but its clients hears the leader; it hears everybody. */
final class LeaderSilenced implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        stage.untilAnotherLeads(
                () -> stage.faults().silence(stage.leader(), stage.clients().address()));
    }
}
