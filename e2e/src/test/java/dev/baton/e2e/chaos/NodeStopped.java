package dev.baton.e2e.chaos;

/** The leader's node loses power, and comes back. */
final class NodeStopped implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        stage.untilAnotherLeads(
                () -> stage.faults().stopNode(stage.leader().getSpec().getNodeName()));
    }
}
