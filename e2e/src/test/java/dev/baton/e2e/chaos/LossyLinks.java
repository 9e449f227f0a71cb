package dev.baton.e2e.chaos;

/** A part of the packets to and from the leader and one follower is lost. */
final class LossyLinks implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        try (AutoCloseable leaders =
                        stage.faults().lossy(stage.leader(), 5 + stage.random().nextInt(15));
                AutoCloseable followers = stage.faults()
                        .lossy(stage.someFollower(), 5 + stage.random().nextInt(15))) {
            assert leaders != null && followers != null;
            stage.wait(stage.between(15, 20));
        }
    }
}
