package dev.baton.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log against a plain list: random sequences of all that its owner can ask for, with crashes at random steps, clean stops, and a disk
 * without room for copies. A seed gives the same sequence each time; how the threads interleave it doesn't.
 */
class LogModelTest {
    private static final int SEEDS = 100;
    private static final int STEPS = 40;

    @TempDir
    private Path root;

    @Test
    void doesWhatAListDoes() throws IOException {
        int writtenHere = 0;
        int crashes = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            LogModel model = new LogModel(Files.createDirectory(root.resolve("seed-" + seed)), seed);
            try {
                model.run(STEPS);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", after " + model.told(), e);
            }
            writtenHere += model.writtenHere();
            crashes += model.crashes();
        }
        assertThat(writtenHere).as("batches that the owner wrote itself").isPositive();
        assertThat(crashes).as("crashes").isGreaterThan(SEEDS / 4);
    }
}
