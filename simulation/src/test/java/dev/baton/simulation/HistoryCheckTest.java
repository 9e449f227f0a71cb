package dev.baton.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Histories known good and bad. */
class HistoryCheckTest {
    private final History history = new History();

    private History.Operation append(long began, long ended) {
        History.Operation append = history.append(0, began);
        history.acknowledged(append, ended);
        return append;
    }

    private void read(long began, long ended, Long... seen) {
        history.answered(history.read(0, began), List.of(seen), true, ended);
    }

    private @Nullable String wrong(Long... inTheEnd) {
        return new HistoryCheck(Map.of(0, List.of(inTheEnd)), id -> false).wrong(history.operations());
    }

    @Test
    void oneAfterTheOtherIsSound() {
        append(1, 2);
        read(3, 4, 1L);
        append(5, 6);
        read(7, 8, 1L, 2L);

        assertThat(wrong(1L, 2L)).isNull();
    }

    @Test
    void whatOverlapsMayTakeEffectInAnyOrder() {
        append(1, 10);
        append(2, 9);
        read(3, 8);
        read(3, 8, 2L);

        assertThat(wrong(2L, 1L)).isNull();
    }

    @Test
    void anAcknowledgedWriteThatIsGoneIsLost() {
        append(1, 2);

        assertThat(wrong()).startsWith("append-set: the append of 1");
    }

    @Test
    void aWriteIsThereOnce() {
        append(1, 2);

        assertThat(wrong(1L, 1L)).startsWith("append-set: write 1 is there twice");
    }

    @Test
    void aRefusedWriteIsNotThere() {
        history.refused(history.append(0, 1), 2);

        assertThat(wrong(1L)).startsWith("append-set").contains("refused");
        assertThat(wrong()).isNull();
    }

    @Test
    void aWriteOfUnknownOutcomeMayTakeEffectAtAnyLaterTime() {
        history.append(0, 1);
        read(5, 6);
        append(7, 8);

        assertThat(wrong(2L)).isNull();
        assertThat(wrong(1L, 2L)).isNull();
        assertThat(wrong(2L, 1L)).isNull();
    }

    @Test
    void aWriteOfUnknownOutcomeDoesNotTakeEffectBeforeItBegan() {
        append(1, 2);
        history.append(0, 3);

        assertThat(wrong(2L, 1L)).startsWith("linearizability");
    }

    @Test
    void aReadThatMissesWhatWasAcknowledgedBeforeItBeganIsStale() {
        append(1, 2);
        read(3, 4);

        assertThat(wrong(1L)).startsWith("linearizability: the read");
    }

    @Test
    void aReadThatMissesWhatAnEarlierReadSawIsStale() {
        history.append(0, 1);
        read(2, 3, 1L);
        read(4, 5);

        assertThat(wrong(1L)).startsWith("linearizability");
    }

    @Test
    void aReadThatSeesWhatBeganAfterItEndedIsWrong() {
        read(1, 2, 1L);
        append(3, 4);

        assertThat(wrong(1L)).startsWith("linearizability: the append");
    }

    @Test
    void aWriteAcknowledgedBeforeAnotherBeganComesFirst() {
        append(1, 2);
        append(3, 4);

        assertThat(wrong(2L, 1L)).startsWith("linearizability");
    }

    @Test
    void whatWasSeenIsNotTakenBack() {
        history.append(0, 1);
        read(2, 3, 1L);

        assertThat(wrong()).startsWith("I5");
    }

    @Test
    void aFollowerMayBeLateButNotWrong() {
        append(1, 2);
        history.answered(history.read(0, 3), List.of(), false, 4);
        assertThat(wrong(1L)).isNull();

        history.answered(history.read(0, 5), List.of(2L), false, 6);
        assertThat(wrong(1L)).startsWith("I5");
    }

    @Test
    void whatIsExcusedIsPassedOver() {
        append(1, 2);
        append(3, 4);
        read(5, 6, 1L, 2L);
        append(7, 8);
        read(9, 10, 1L, 3L);

        assertThat(new HistoryCheck(Map.of(0, List.of(1L, 3L)), id -> id == 2).wrong(history.operations()))
                .isNull();
        assertThat(wrong(1L, 3L)).isNotNull();
    }
}
