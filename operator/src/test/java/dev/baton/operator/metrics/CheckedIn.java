package dev.baton.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generated file that lies in the repository, so that it is reviewed as any other; {@code -Dbaton.update=true} writes it anew. */
record CheckedIn(Path path) {
    /** A path below the repository's root. */
    static CheckedIn at(String pathInRepository) {
        // Surefire runs in the module's folder, an IDE perhaps in the root.
        Path here = Path.of("").toAbsolutePath();
        Path root = here.endsWith("operator") ? here.resolveSibling(".") : here;
        return new CheckedIn(root.resolve(pathInRepository).normalize());
    }

    void isWhatWeGenerate(String generated) throws IOException {
        if (Boolean.getBoolean("baton.update")) {
            Files.writeString(path, generated);
        }
        assertThat(path)
                .as("%s is generated: %s writes it anew", path.getFileName(), MetricsPage.COMMAND)
                .content()
                .isEqualTo(generated);
    }
}
