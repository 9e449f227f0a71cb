package dev.baton.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EpochHistoryTest {
    private static EpochHistory history(long... epochsAndOffsets) {
        EpochHistory history = EpochHistory.NONE;
        for (int i = 0; i < epochsAndOffsets.length; i += 2) {
            history = history.with(new EpochStart(new Epoch(epochsAndOffsets[i]), epochsAndOffsets[i + 1], false));
        }
        return history;
    }

    private static Position at(long epoch, long offset) {
        return new Position(new Epoch(epoch), offset);
    }

    @Test
    void aPrefixSharesItsWholeLength() {
        assertThat(history(1, 0, 3, 100).commonWith(200, history(1, 0, 3, 100), 150))
                .isEqualTo(at(3, 150));
    }

    @Test
    void aDeposedLeadersTailEndsWhereTheNewEpochBegan() {
        // The old leader wrote on to 180 in epoch 1; the new one began epoch 2 at 100.
        assertThat(history(1, 0, 2, 100).commonWith(140, history(1, 0), 180)).isEqualTo(at(1, 100));
    }

    @Test
    void anEpochTheOtherNeverSawIsSkipped() {
        assertThat(history(1, 0, 2, 50, 4, 90).commonWith(120, history(1, 0, 3, 60), 80))
                .isEqualTo(at(1, 50));
    }

    @Test
    void logsWithoutACommonEpochShareNothing() {
        assertThat(history(2, 0).commonWith(10, history(1, 0), 10)).isEqualTo(Position.EMPTY);
    }

    @Test
    void cuttingForgetsLaterEpochs() {
        EpochHistory history = history(1, 0, 2, 50, 3, 80);
        assertThat(history.truncatedTo(80)).isEqualTo(history(1, 0, 2, 50));
        assertThat(List.of(history.epochAt(0), history.epochAt(50), history.epochAt(51), history.epochAt(99)))
                .containsExactly(Epoch.NONE, new Epoch(1), new Epoch(2), new Epoch(3));
    }

    @Test
    void readsWhatItWrote() {
        EpochHistory history = history(1, 0, 7, 50).with(new EpochStart(new Epoch(9), 80, true));
        assertThat(EpochHistory.decode(history.encode())).isEqualTo(history);
        assertThat(EpochHistory.decode("")).isEqualTo(EpochHistory.NONE);
    }
}
