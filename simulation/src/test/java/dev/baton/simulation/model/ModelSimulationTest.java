package dev.baton.simulation.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.simulation.model.Scope.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every state of the protocol that a minute lets one visit; {@link ModelLongRun} has more of them.
 *
 * <p>The counts are asserted, since a step forgotten by mistake breaks no invariant: it makes fewer states. A count that changes with the model
 * says what was changed; so does one that should have and didn't.
 */
class ModelSimulationTest {
    static final List<Arguments> SCOPES = List.of(
            // The synchronous modes, as the Go model counted them, to the last state.
            Arguments.of(
                    Scope.of(Mode.SYNCHRONOUS)
                            .epochs(3)
                            .writes(1)
                            .restarts(1)
                            .losses(1)
                            .withoutForesight(),
                    1_041_503),
            Arguments.of(
                    Scope.of(Mode.SYNCHRONOUS)
                            .preferred()
                            .epochs(2)
                            .writes(1)
                            .restarts(1)
                            .ruleChanges(2),
                    493_635),
            Arguments.of(
                    Scope.of(Mode.SEMI_SYNCHRONOUS)
                            .received()
                            .epochs(2)
                            .writes(1)
                            .restarts(1)
                            .losses(1)
                            .ruleChanges(1)
                            .withoutForesight(),
                    672_844),
            Arguments.of(
                    Scope.of(Mode.SEMI_SYNCHRONOUS)
                            .flushesApart()
                            .epochs(3)
                            .writes(1)
                            .restarts(1)
                            .withoutForesight(),
                    960_690),
            // Switchovers.
            Arguments.of(
                    Scope.of(Mode.SEMI_SYNCHRONOUS)
                            .leases()
                            .epochs(2)
                            .writes(1)
                            .restarts(1)
                            .ruleChanges(1)
                            .switchovers(1),
                    1_236_896),
            Arguments.of(
                    Scope.of(Mode.ASYNCHRONOUS)
                            .withoutFailovers()
                            .epochs(2)
                            .writes(1)
                            .switchovers(1),
                    40_949),
            // The asynchronous mode.
            Arguments.of(
                    Scope.of(Mode.ASYNCHRONOUS).epochs(2).writes(1).restarts(1).exactReports(), 197_675),
            Arguments.of(Scope.of(Mode.ASYNCHRONOUS).epochs(2).writes(2).ruleChanges(1), 1_645_068));

    @ParameterizedTest
    @FieldSource("SCOPES")
    void noStateBreaksAnInvariant(Scope scope, int states) {
        Exploration.Result result = Exploration.of(scope);
        System.out.println("model: " + result);

        assertThat(result.broken()).as(result::toString).isNull();
        assertThat(result.complete()).isTrue();
        assertThat(result.states()).isEqualTo(states);
    }

    @Test
    void namesOfMembersTellNothing() {
        Exploration.Result all = Exploration.of(goingAlone());
        Exploration.Result upToNames = Exploration.of(goingAlone().upToNames());

        assertThat(all.states()).isEqualTo(35_402);
        assertThat(upToNames.states())
                .as("of 18277 that differ by more than names")
                .isEqualTo(18_351);
        assertThat(upToNames.broken()).isNull();
        assertThat(upToNames.complete()).isTrue();
    }

    private static Scope goingAlone() {
        return Scope.of(Mode.SYNCHRONOUS).preferred().epochs(2).writes(1).ruleChanges(1);
    }
}
