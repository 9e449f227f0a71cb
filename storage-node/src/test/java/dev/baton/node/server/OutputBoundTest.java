package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.node.settings.OutputLimits.Limit;
import org.junit.jupiter.api.Test;

class OutputBoundTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Limit LIMIT = new Limit(100, 50, 10);

    private final OutputBound bound = new OutputBound();

    @Test
    void moreThanTheHardLimitIsTooMuchAtOnceAndForGood() {
        assertThat(bound.isOver(100, new Limit(100, 0, 0), 0)).isFalse();
        assertThat(bound.isOver(101, LIMIT, 0)).isTrue();
        assertThat(bound.isOver(0, LIMIT, 0)).isTrue();
        assertThat(bound.isOver()).isTrue();
    }

    @Test
    void moreThanTheSoftLimitIsTooMuchAfterItsTimeWithoutAPause() {
        assertThat(bound.isOver(51, LIMIT, 0)).isFalse();
        assertThat(bound.isOver(50, LIMIT, 9 * SECOND)).as("read meanwhile").isFalse();
        assertThat(bound.isOver(51, LIMIT, 11 * SECOND)).isFalse();
        assertThat(bound.isOver(51, LIMIT, 21 * SECOND)).isFalse();
        assertThat(bound.isOver(51, LIMIT, 21 * SECOND + 1)).isTrue();
    }

    @Test
    void withoutLimitsNothingIsTooMuch() {
        assertThat(bound.isOver(Long.MAX_VALUE, new Limit(0, 0, 0), Long.MAX_VALUE))
                .isFalse();
    }
}
