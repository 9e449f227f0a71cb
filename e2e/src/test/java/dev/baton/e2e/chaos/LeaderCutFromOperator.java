package dev.baton.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

/** The operator doesn't reach the leader, which is well: nothing happens. */
final class LeaderCutFromOperator implements Scenario {
    @Override
    public void strike(Stage stage) throws Exception {
        long epoch = stage.database().epoch();
        stage.lasting(stage.between(8, 15), () -> stage.faults().cut(stage.leader(), stage.addressesOfOperators()));
        assertThat(stage.database().epoch())
                .as("nobody but the operator missed the leader")
                .isEqualTo(epoch);
    }
}
