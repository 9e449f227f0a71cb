package dev.baton.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IncarnationTest {
    private static final Incarnation FIRST = new Incarnation("5f0c91aa-c07d");

    @Test
    void everyPowerLossMakesAnotherThatSaysWhatItContinues() {
        Incarnation once = FIRST.afterPowerLoss();
        Incarnation twice = once.afterPowerLoss();
        assertThat(once.value()).isEqualTo("5f0c91aa-c07d.1");
        assertThat(twice.value()).isEqualTo("5f0c91aa-c07d.2");
        assertThat(once.continues(FIRST)).isTrue();
        assertThat(twice.continues(FIRST)).isTrue();
        assertThat(twice.continues(once)).isTrue();
    }

    @Test
    void noneContinuesItselfALaterOneOrOtherData() {
        Incarnation once = FIRST.afterPowerLoss();
        assertThat(FIRST.continues(FIRST)).isFalse();
        assertThat(FIRST.continues(once)).isFalse();
        assertThat(once.continues(new Incarnation("91aa"))).isFalse();
    }
}
