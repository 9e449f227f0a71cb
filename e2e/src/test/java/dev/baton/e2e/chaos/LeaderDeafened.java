package dev.baton.e2e.chaos;

/** The leader hears nobody but its clients; everybody hears it. */
final class LeaderDeafened implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        stage.untilAnotherLeads(
                () -> stage.faults().deafen(stage.leader(), stage.clients().address()));
    }
}
