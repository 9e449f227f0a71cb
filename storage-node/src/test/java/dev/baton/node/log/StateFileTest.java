package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 15, 16, 20})
    void aStateFileThatIsNotAsWrittenIsNeverIgnored(int at) throws IOException {
        Path file = root.resolve("state");
        assertThat(StateFile.read(file)).isEmpty();
        StateFile.write(file, new byte[] {1, 2, 3, 4, 5, 6});
        assertThat(StateFile.read(file)).hasValue(new byte[] {1, 2, 3, 4, 5, 6});
        byte[] whole = Files.readAllBytes(file);
        whole[at] ^= 1;
        Files.write(file, whole);
        assertThatThrownBy(() -> StateFile.read(file))
                .isInstanceOf(StateDamagedException.class)
                .hasMessageContaining(file.toString());
    }
}
