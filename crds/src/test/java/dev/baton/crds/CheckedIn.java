package dev.baton.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generated file that lies in the repository, so that it is reviewed as any other; {@code -Dbaton.update=true} writes it anew. */
record CheckedIn(Path path) {
    private static final boolean UPDATE = Boolean.getBoolean("baton.update");

    /** A path below the repository's root. */
    static CheckedIn at(String pathInRepository) {
        // Surefire runs in the module's folder, an IDE perhaps in the root.
        Path here = Path.of("").toAbsolutePath();
        Path root = here.endsWith("crds") ? here.resolveSibling(".") : here;
        return new CheckedIn(root.resolve(pathInRepository).normalize());
    }

    void isWhatWeGenerate(String generated) {
        try {
            if (UPDATE) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, generated);
            }
            assertThat(path)
                    .as("generated file; mvn -pl crds -am test -Dbaton.update=true makes it")
                    .exists();
            assertThat(Files.readString(path))
                    .as("%s is generated: mvn -pl crds -am test -Dbaton.update=true writes it anew", path.getFileName())
                    .isEqualTo(generated);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
