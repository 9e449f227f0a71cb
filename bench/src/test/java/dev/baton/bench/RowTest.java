package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.bench.Row.Direction;
import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void aValueHoldsOnItsSideOfTheBarAndOnTheBar() {
        assertThat(row(1.5, Direction.AT_LEAST).holds()).isTrue();
        assertThat(row(1.49, Direction.AT_LEAST).holds()).isFalse();
        assertThat(row(1.5, Direction.AT_MOST).holds()).isTrue();
        assertThat(row(1.51, Direction.AT_MOST).holds()).isFalse();
    }

    @Test
    void aVoidRowNeverHolds() {
        assertThat(Row.voided("set", "node/redis", 1.5, Direction.AT_MOST, "lost key 7")
                        .holds())
                .isFalse();
        assertThat(Row.voided("set", "node/redis", 1.5, Direction.AT_LEAST, "lost key 7")
                        .json())
                .isEqualTo(
                        "{\"case\":\"set\",\"value\":null,\"unit\":\"node/redis\",\"bar\":1.50,\"direction\":\">=\",\"holds\":false}");
    }

    @Test
    void aRowIsOneJsonObject() {
        assertThat(row(1234.4, Direction.AT_MOST).json())
                .isEqualTo(
                        "{\"case\":\"set\",\"value\":1234,\"unit\":\"node/redis\",\"bar\":1.50,\"direction\":\"<=\",\"holds\":false}");
    }

    private static Row row(double value, Direction direction) {
        return new Row("set", value, "node/redis", 1.5, direction, "");
    }
}
