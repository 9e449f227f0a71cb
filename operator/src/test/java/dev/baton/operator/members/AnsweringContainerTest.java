package dev.baton.operator.members;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnsweringContainerTest {
    private final AnsweringContainer answering = new AnsweringContainer();

    @Test
    void whatRunsIsWhatAnswers() {
        assertThat(answering.heard(1, "")).isEmpty();
        assertThat(answering.heard(1, "c1")).isEqualTo("c1");
    }

    @Test
    void aProcessKeepsItsContainerWhenThePodsStatusSaysThatItEnded() {
        answering.heard(1, "c1");

        assertThat(answering.heard(1, "")).isEqualTo("c1");
    }

    @Test
    void aLatePodStatusMakesTheOldContainerNobodysThatAnswersNow() {
        answering.heard(1, "c1");

        assertThat(answering.heard(2, "c1")).isEmpty();
        assertThat(answering.heard(2, "c1")).as("nor with its second answer").isEmpty();
        assertThat(answering.heard(2, "")).isEmpty();
        assertThat(answering.heard(2, "c2")).isEqualTo("c2");
    }

    @Test
    void aProcessThatEndedWithoutAKnownContainerDoesNotHideTheOneBeforeIt() {
        answering.heard(1, "c1");
        answering.heard(2, "c1");

        assertThat(answering.heard(3, "c1")).isEmpty();
    }

    @Test
    void ofAnotherVolumeNothingIsKnown() {
        answering.heard(1, "c1");
        answering.forget();

        assertThat(answering.heard(1, "c1")).isEmpty();
        assertThat(answering.heard(1, "c2")).isEqualTo("c2");
    }
}
