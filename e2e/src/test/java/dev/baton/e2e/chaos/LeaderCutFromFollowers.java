package dev.baton.e2e.chaos;

/** The followers don't reach the leader: it can acknowledge nothing, though the operator and clients reach it. */
final class LeaderCutFromFollowers implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        stage.lasting(stage.between(15, 20), () -> stage.faults().cut(stage.leader(), stage.addressesOfFollowers()));
    }
}
