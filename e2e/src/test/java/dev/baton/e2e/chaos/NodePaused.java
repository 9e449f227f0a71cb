package dev.baton.e2e.chaos;

/** The leader's whole node stands still, kubelet and all. */
final class NodePaused implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        stage.untilAnotherLeads(
                () -> stage.faults().pauseNode(stage.leader().getSpec().getNodeName()));
    }
}
