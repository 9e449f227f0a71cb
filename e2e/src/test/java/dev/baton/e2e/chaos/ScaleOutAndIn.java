package dev.baton.e2e.chaos;

/** Three members become five, and two. */
final class ScaleOutAndIn implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        stage.database().scaleTo(5);
        stage.database().awaitReady();
        stage.clients().awaitMore(200);
        stage.database().scaleTo(2);
        stage.database().awaitReady();
        stage.clients().awaitMore(200);
        stage.database().scaleTo(3);
    }
}
