package dev.baton.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StorageSettingsTest {
    @Test
    void aSegmentOfTheLogIsOfASizeThatCanBeReadAgain() {
        assertThat(segments(1L << 30).logSegment()).isEqualTo(1L << 30);
        for (long bytes : new long[] {0, (64 << 10) - 1, (1L << 30) + 1, 1L << 31, 1L << 32}) {
            assertThatThrownBy(() -> segments(bytes))
                    .as("%s bytes", bytes)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("log-segment is 65536 to 1073741824 bytes");
        }
    }

    private static StorageSettings segments(long bytes) {
        return new StorageSettings(0, 0, 1, bytes);
    }
}
