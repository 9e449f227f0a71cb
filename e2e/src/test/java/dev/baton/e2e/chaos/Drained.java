package dev.baton.e2e.chaos;

/** The leader's node is drained: it hands over before it ends. */
final class Drained implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        long epoch = stage.database().epoch();
        stage.lasting(
                stage.between(10, 15),
                () -> stage.scene().cluster().drain(stage.leader().getSpec().getNodeName()));
        stage.awaitAnotherEpoch(epoch);
    }
}
