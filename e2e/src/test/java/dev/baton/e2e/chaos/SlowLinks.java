package dev.baton.e2e.chaos;

/** The way to one follower lets only a little through. */
final class SlowLinks implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        stage.lasting(
                stage.between(15, 20),
                () -> stage.faults()
                        .slow(stage.someFollower(), 64 + stage.random().nextInt(512)));
    }
}
