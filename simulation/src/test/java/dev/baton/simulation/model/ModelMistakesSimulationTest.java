package dev.baton.simulation.model;

import static dev.baton.simulation.model.Mistake.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.simulation.model.Scope.Mode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** The model without one of the protocol's rules: what goes wrong is found, by the invariant it breaks, and in as few steps as can be. */
class ModelMistakesSimulationTest {
    static final List<Arguments> MISTAKES = List.of(
            Arguments.of(semi(2, 3).writes(1), RULE_IN_FORCE_BEFORE_OPEN, Broken.CONTRADICTED, 14),
            Arguments.of(
                    semi(2, 2).writes(1).ruleChanges(2), RULES_WITHOUT_NUMBERS, Broken.ACKNOWLEDGED_IS_MISSING, 19),
            Arguments.of(semi(2, 2).writes(2).restarts(1), LEADS_AN_EPOCH_TWICE, Broken.LOGS_DIFFER, 13),
            Arguments.of(semi(2, 3).writes(1).losses(1), LEAD_FOR_ANY_INCARNATION, Broken.ACKNOWLEDGED_IS_MISSING, 11),
            Arguments.of(
                    semi(1, 3).preferred().writes(1).ruleChanges(1),
                    START_RECORD_NOT_NEEDED,
                    Broken.ACKNOWLEDGED_IS_MISSING,
                    26),
            Arguments.of(
                    semi(1, 2).writes(1).ruleChanges(1), NEWCOMER_NOT_CONFIRMED, Broken.ACKNOWLEDGED_IS_MISSING, 18),
            Arguments.of(
                    semi(2, 2).leases().writes(1).restarts(1),
                    GRANT_FORGOTTEN_BY_RESTART,
                    Broken.LEASE_OF_THE_DEPOSED,
                    11),
            Arguments.of(semi(1, 2).leases().ruleChanges(1), LEASE_UNDER_ONE_RULE, Broken.LEASE_OF_THE_DEPOSED, 15),
            Arguments.of(
                    semi(1, 2).received().writes(1).losses(1),
                    POWER_LOSS_UNNOTICED,
                    Broken.ACKNOWLEDGED_IS_MISSING,
                    14),
            Arguments.of(
                    semi(1, 3).flushesApart().writes(1).restarts(1),
                    FENCE_WITHOUT_SYNC,
                    Broken.ACKNOWLEDGED_IS_MISSING,
                    21),
            Arguments.of(semi(1, 3).writes(2), OFFSET_BEFORE_EPOCH, Broken.ACKNOWLEDGED_IS_MISSING, 24),
            Arguments.of(semi(2, 2).writes(1).losses(1), INCARNATION_NOT_COUNTED, Broken.ACKNOWLEDGED_IS_MISSING, 10),
            // The asynchronous mode.
            Arguments.of(async(1, 2).writes(1), ANSWERS_WITHOUT_LEASE, Broken.DEPOSED_ANSWERS, 14),
            Arguments.of(async(1, 2), PROOF_OF_DEATH_THAT_IS_NONE, Broken.LEASE_OF_THE_DEPOSED, 11),
            Arguments.of(async(1, 2).writes(1), CUT_IN_SILENCE, Broken.LOST_IN_SILENCE, 12),
            Arguments.of(async(1, 2).restarts(1), GRANT_FORGOTTEN_BY_RESTART, Broken.LEASE_OF_THE_DEPOSED, 13),
            Arguments.of(async(1, 2).ruleChanges(1), LEASE_UNDER_ONE_RULE, Broken.LEASE_OF_THE_DEPOSED, 15),
            // Switchovers.
            Arguments.of(
                    semi(1, 2).writes(1).switchovers(1), PAUSE_TAKEN_FOR_CONSENT, Broken.ACKNOWLEDGED_IS_MISSING, 17),
            Arguments.of(
                    semi(1, 2).writes(1).switchovers(1), ROLLBACK_AFTER_THE_SWAP, Broken.ACKNOWLEDGED_IS_MISSING, 18),
            Arguments.of(semi(1, 2).writes(1).switchovers(1), TARGET_THOUGH_BEHIND, Broken.ACKNOWLEDGED_IS_MISSING, 18),
            Arguments.of(planned(), PAUSE_TAKEN_FOR_CONSENT, Broken.LEASE_OF_THE_DEPOSED, 13),
            Arguments.of(planned(), TARGET_THOUGH_BEHIND, Broken.PLANNED_AND_LOST, 18),
            Arguments.of(planned(), SWITCHOVER_WITHOUT_CONSENT, Broken.PLANNED_AND_LOST, 20));

    @ParameterizedTest
    @FieldSource("MISTAKES")
    void isFound(Scope scope, Mistake mistake, Broken broken, int depth) {
        Exploration.Result result = Exploration.of(scope.with(mistake).withoutForesight());

        assertThat(result.broken()).as(result::toString).isEqualTo(broken);
        assertThat(result.depth()).as(result::toString).isEqualTo(depth);
        assertThat(result.trace()).hasSize(depth);
    }

    @Test
    void everyMistakeIsPlantedSomewhere() {
        assertThat(MISTAKES.stream()
                        .map(arguments -> (Mistake) arguments.get()[1])
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Mistake.values());
    }

    /** With I8 and I9 a mistake is seen when it is made, and not when a second fault reveals it. */
    static final List<Arguments> FORESEEN = List.of(
            Arguments.of(semi(2, 3).writes(1), RULE_IN_FORCE_BEFORE_OPEN, 7),
            Arguments.of(semi(2, 2).writes(1).ruleChanges(2), RULES_WITHOUT_NUMBERS, 5),
            Arguments.of(semi(1, 3).preferred().writes(1).ruleChanges(1), START_RECORD_NOT_NEEDED, 16),
            Arguments.of(semi(1, 2).received().writes(1).losses(1), POWER_LOSS_UNNOTICED, 4));

    @ParameterizedTest
    @FieldSource("FORESEEN")
    void isForeseen(Scope scope, Mistake mistake, int depth) {
        Exploration.Result result = Exploration.of(scope.with(mistake));

        assertThat(result.broken())
                .as(result::toString)
                .isIn(Broken.FENCE_MISSES_ACKNOWLEDGED, Broken.RULE_UNKNOWN_TO_LEADER);
        assertThat(result.depth()).as(result::toString).isEqualTo(depth);
    }

    @Test
    void aCounterexampleCanBeRead() {
        Exploration.Result result = Exploration.of(semi(2, 3).writes(1).with(RULE_IN_FORCE_BEFORE_OPEN));

        assertThat(result.toString().lines().map(String::strip))
                .contains(
                        "1. a client writes w1 at A (epoch 1)",
                        "3. A (epoch 1) replicates to B, which has [start1 1:w1]")
                .anyMatch(line -> line.contains("swaps to epoch 2 Led"))
                .anyMatch(line -> line.contains("I8: a fence that the record would accept"));
    }

    private static Scope semi(int operators, int epochs) {
        return Scope.of(Mode.SEMI_SYNCHRONOUS).operators(operators).epochs(epochs);
    }

    private static Scope async(int operators, int epochs) {
        return Scope.of(Mode.ASYNCHRONOUS).operators(operators).epochs(epochs);
    }

    private static Scope planned() {
        return async(1, 2).withoutFailovers().writes(1).switchovers(1);
    }
}
