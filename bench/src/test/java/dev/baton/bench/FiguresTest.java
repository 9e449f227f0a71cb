package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final String HEAD =
            "\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\",\"p50_latency_ms\",\"p95_latency_ms\",\"p99_latency_ms\",\"max_latency_ms\"\n";

    @Test
    void theMedianIsTheMiddleOneOrTheMeanOfTwo() {
        assertThat(samples(3, 1, 2).median()).isEqualTo(2);
        assertThat(samples(4, 1, 2, 3).median()).isEqualTo(2.5);
        assertThat(samples(3, 1, 2).spread()).isEqualTo("1.00..3.00");
    }

    @Test
    void theFiguresOfRedisBenchmarkAreRead() {
        var result = RedisBenchmark.parse(
                HEAD + "\"SET\",\"21367.52\",\"2.127\",\"0.368\",\"1.759\",\"4.367\",\"7.359\",\"13.423\"\n");
        assertThat(result).isEqualTo(new RedisBenchmark.Result(21367.52, 7.359));
    }

    @Test
    void anErrorOfTheServerVoidsTheRun() {
        assertThatThrownBy(() -> RedisBenchmark.parse("Error from server: OOM\n" + HEAD))
                .isInstanceOf(VoidRun.class)
                .hasMessageContaining("OOM");
        assertThatThrownBy(() -> RedisBenchmark.parse("")).isInstanceOf(VoidRun.class);
    }

    private static Samples samples(double... values) {
        Samples samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }
}
