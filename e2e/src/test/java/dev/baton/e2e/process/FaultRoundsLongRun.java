package dev.baton.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link FaultRoundsProcessIT}, for longer. */
class FaultRoundsLongRun {
    private static final int ROUNDS = 200;

    @TempDir
    private Path directory;

    @Test
    void noFaultTakesBackWhatTheModePromised() throws Exception {
        assertThat(FaultRoundsProcessIT.run(directory, ROUNDS)).isNotEmpty();
    }
}
